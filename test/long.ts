/** Whether all of the long random runs are wanted (`npm run test:long`) or a seeded part of them. */
export const isLong = process.env.SIGNED_EVENTS_LONG === '1';

/** The seed of random runs; `SIGNED_EVENTS_SEED` runs one again. */
export const SEED = Number(process.env.SIGNED_EVENTS_SEED ?? 20_260);
