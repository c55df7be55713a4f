/** Bounds on what a publisher sends. Checked before anything is composed or stored. */
export const SDL_BYTES_MAX = 2 * 1024 * 1024;
export const ROUTING_URL_LENGTH_MAX = 2_048;
export const GIT_BRANCH_LENGTH_MAX = 255;
export const GIT_COMMIT_LENGTH_MAX = 128;
export const GIT_AUTHOR_LENGTH_MAX = 255;
export const GIT_MESSAGE_LENGTH_MAX = 1_000;
export const GIT_REMOTE_URL_LENGTH_MAX = 2_048;
export const SUBGRAPHS_PER_VARIANT_MAX = 500;
export const VARIANTS_PER_GRAPH_MAX = 100;
