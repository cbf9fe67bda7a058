/** Maximum number of events of one replay. They are in memory at once. */
export const MOST_EVENTS = 10_000;

/** Maximum number of events that a preview counts. Their ids are in memory at once. */
export const MOST_COUNTED = 200_000;

/** Maximum number of characters of the raw objects of one replay. n8n stores them with the execution. */
export const MOST_RAW = 64 * 1024 * 1024;

/** How long one replay may take, in milliseconds. */
export const REPLAY_FOR_MS = 15 * 60_000;
