import { createHash } from 'node:crypto';
import type { CronExpression } from 'n8n-workflow';

const MINUTES_PER_HOUR = 60;

/**
 * Returns when one workflow's subscriptions are checked. Minute and second follow from the workflow's id, so that
 * the workflows of a host do not all call their vendors at once.
 *
 * @param minutes between two checks, 1 to 60. If 60 is not a multiple, the last interval of an hour is shorter
 */
export function checkSchedule(workflowId: string, minutes: number): CronExpression {
	const step = Math.min(Math.max(Math.round(minutes), 1), MINUTES_PER_HOUR);
	const spread = createHash('sha256').update(workflowId).digest();
	const second = spread.readUInt16BE(0) % 60;
	const first = spread.readUInt16BE(2) % step;
	const times = Array.from(
		{ length: Math.ceil((MINUTES_PER_HOUR - first) / step) },
		(_, index) => first + index * step,
	);
	// The cron package behind n8n accepts lists, which n8n's type does not declare.
	return `${second} ${times.join(',')} * * * *` as CronExpression;
}

const FIRST_LOOK = { leastMs: 2_000, spreadMs: 8_000 };

/**
 * Returns how long after the activation at n8n's start a workflow looks for missed events, in milliseconds: 2 to 10
 * seconds, also spread by the workflow's id. n8n has then stored what the activation changed.
 */
export function firstLookAfterMs(workflowId: string): number {
	const spread = createHash('sha256').update(workflowId).digest().readUInt16BE(4);
	return FIRST_LOOK.leastMs + (spread % FIRST_LOOK.spreadMs);
}
