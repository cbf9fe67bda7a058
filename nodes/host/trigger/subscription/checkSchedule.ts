import { createHash } from 'node:crypto';
import type { CronExpression } from 'n8n-workflow';

const MINUTES_PER_HOUR = 60;

/**
 * When one workflow's subscriptions are looked after: every so many minutes, at a minute and second
 * that its id gives, so that the workflows of a host do not all ask their vendors at once.
 *
 * @param minutes between two checks, 1 to 60; where 60 is no multiple, the last one of an hour is
 *   shorter
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
	// n8n's type knows no lists, which the cron package behind it takes.
	return `${second} ${times.join(',')} * * * *` as CronExpression;
}
