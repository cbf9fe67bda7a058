/** Milliseconds of a clock that is never set. Only differences mean something, and only in this process. */
export type Clock = () => number;

/** For durations: the time of day can step back and forth (NTP, a restored machine, a person). */
export const steadyClock: Clock = () => performance.now();
