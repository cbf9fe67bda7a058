import { z } from 'zod';

import { countsSchema, triggerSchema } from '../check/checkItem';

/** An item of *Report*: how the changes of one trigger and interval reached the workflow. */
export const reportItem = z.object({
	summary: z.string(),
	nextStep: z.string().optional(),
	trigger: triggerSchema.optional(),
	from: z.string().optional(),
	until: z.string().optional(),
	complete: z.boolean().optional(),
	/** Absent if this process has not counted. */
	changes: z.number().optional(),
	counts: countsSchema.optional(),
	byType: z.array(z.object({ objectType: z.string(), counts: countsSchema })).optional(),
});
export type ReportItem = z.infer<typeof reportItem>;
