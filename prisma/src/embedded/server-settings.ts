/** Room for every process's pool: seven domains at ten connections, twice while one version replaces another. */
export const CONNECTIONS_MAX = 200;

export interface ServerMode {
  /** Of the programs that run it. */
  major: number;
  /**
   * The server is there for one process that copies its data: at another port than everybody's, refusing to write. A
   * launcher that finds one (its process was killed) stops it and starts an ordinary one.
   */
  private: boolean;
}

/** `io_method` came with 18; an older server would not start with it. */
const IO_METHOD_SINCE = 18;

/** The name is ours; PostgreSQL keeps settings with a dot for whoever asks. */
const PRIVATE = `
# Held for a copy
kontor.private = on
default_transaction_read_only = on
`;

/**
 * The server's settings, written to `kontor.conf` in its data folder before each start. Thrifty with memory; what keeps
 * committed data through a crash or a power cut stays on. Pure.
 */
export const serverSettings = (port: number, mode: ServerMode): string => `# Written by Kontor at each start.
port = ${port}
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = ${CONNECTIONS_MAX}

# Durability
fsync = on
full_page_writes = on
synchronous_commit = on

# Memory: one machine, small data
shared_buffers = 64MB
work_mem = 4MB
maintenance_work_mem = 32MB
max_wal_size = 512MB
${mode.major >= IO_METHOD_SINCE ? 'io_method = sync\n' : ''}jit = off
max_parallel_workers_per_gather = 0

# Nobody replicates from it
wal_level = minimal
max_wal_senders = 0
max_logical_replication_workers = 0

# The log is about the server; statements and their values stay out of it
log_min_messages = log
log_min_error_statement = panic
log_checkpoints = off
${mode.private ? PRIVATE : ''}`;
