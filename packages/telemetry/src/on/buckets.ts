/** As the semantic conventions advise. */
export const SECONDS_OF_HTTP = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
export const SECONDS_OF_DATABASE = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
