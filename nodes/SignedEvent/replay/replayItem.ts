import { z } from 'zod';

/** The item of *Replay* with *Preview*: what a replay would emit. */
export const replayPreview = z.object({
	summary: z.string(),
	vendor: z.string(),
	account: z.string(),
	from: z.string(),
	to: z.string(),
	events: z.number(),
	byType: z.array(
		z.object({
			objectType: z.string(),
			events: z.number(),
			created: z.number(),
			updated: z.number(),
			deleted: z.number(),
			unknown: z.number(),
		}),
	),
	earliest: z.string().optional(),
	latest: z.string().optional(),
	requests: z.number(),
	warnings: z.array(z.string()).optional(),
});
export type ReplayPreview = z.infer<typeof replayPreview>;
