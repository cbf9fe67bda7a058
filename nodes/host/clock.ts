/** Returns milliseconds of a monotonic clock. Only differences within one process have a meaning. */
export type Clock = () => number;

/** The clock for durations. The time of day can step back and forth, by NTP or by a person. */
export const steadyClock: Clock = () => performance.now();

/** Returns the time of day at the start of the process plus the time since then, in epoch milliseconds. */
export const steadyTime: Clock = () => performance.timeOrigin + steadyClock();
