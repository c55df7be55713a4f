// No call leaves the machine from a test either.
process.env.APOLLO_TELEMETRY_DISABLED = 'true';
process.env.CHECKPOINT_DISABLE = '1';
process.env.NO_COLOR = '1';
