import { z } from 'zod';

import { VERDICT } from '../../core/health/verdict';

const texts = () => z.array(z.string());

/** The number of changes by the way in which they arrived. */
export const countsSchema = z.object({
	webhook: z.number(),
	polling: z.number(),
	backfill: z.number(),
	healed: z.number(),
	late: z.number(),
	repeated: z.number(),
	confirmed: z.number(),
});

/** The trigger that an item is about. */
export const triggerSchema = z.object({
	workflowId: z.string(),
	workflowName: z.string(),
	nodeId: z.string(),
	nodeName: z.string(),
	nodeType: z.string(),
});

/** An item of *Check*: the state of one trigger. */
export const checkItem = z.object({
	verdict: z.nativeEnum(VERDICT),
	cause: z.string(),
	sentence: z.string(),
	nextStep: z.string(),
	checkedAt: z.string(),
	trigger: triggerSchema.optional(),
	active: z.boolean().optional(),
	account: z.string().optional(),
	url: z.string().optional(),
	probe: z
		.object({
			state: z.enum(['reached', 'unchecked', 'failed']),
			cause: z.string().optional(),
			sentence: z.string(),
			nextStep: z.string().optional(),
			ms: z.number().optional(),
		})
		.optional(),
	subscriptions: z
		.object({
			isByHand: z.boolean(),
			wanted: texts(),
			existing: texts(),
			missing: texts(),
			changed: texts(),
			surplus: texts(),
			elsewhere: texts(),
		})
		.optional(),
	warnings: texts().optional(),
	clock: z
		.object({ host: z.string(), aheadSeconds: z.number(), comparedAt: z.string() })
		.optional(),
	catchUp: z
		.object({
			state: z.enum(['idle', 'running', 'pending']).optional(),
			readUntil: z.string().optional(),
			lagSeconds: z.number().optional(),
			lastLookAt: z.string().optional(),
			loaded: z.number().optional(),
		})
		.optional(),
	deliveries: z
		.object({
			since: z.string(),
			verified: z.number(),
			lastAt: z.string().optional(),
			rejected: z.array(z.object({ reason: z.string(), count: z.number(), lastAt: z.string() })),
		})
		.optional(),
	changes: z
		.object({
			lastAt: z.string().optional(),
			counts: countsSchema,
			byType: z.array(z.object({ objectType: z.string(), counts: countsSchema })),
		})
		.optional(),
	incidents: z
		.array(
			z.object({
				id: z.string(),
				kind: z.string(),
				cause: z.string(),
				openedAt: z.string(),
				sentence: z.string(),
				nextStep: z.string(),
				needsPerson: z.boolean(),
			}),
		)
		.optional(),
});
export type CheckItem = z.infer<typeof checkItem>;
