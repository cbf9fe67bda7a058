import { readFileSync } from 'node:fs';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { emitPanel } from '../../nodes/SignedEvent/emit/emitPanel';
import { nextAttemptAt, type RetrySchedule } from '../../nodes/SignedEvent/emit/retrySchedule';

/** Returns how long a receiver that is down gets attempts, in hours. */
function lasts(schedule: RetrySchedule, random: number): number {
	let now = 0;
	for (let attempt = 1; ; attempt++) {
		const next = nextAttemptAt(schedule, attempt, { now, random });
		if (next === undefined) return now / 3_600_000;
		now = next;
	}
}

function choicesOf(parameters: readonly INodeProperties[]): INodePropertyOptions[] {
	return parameters.flatMap((one) =>
		one.name === 'retrySchedule'
			? (one.options as INodePropertyOptions[])
			: choicesOf((one.options ?? []).filter((each) => 'type' in each) as INodeProperties[]),
	);
}

it.each([
	['standardWebhooks', 'docs/signed-event.md'],
	['cloudElements', 'docs/signed-event.md'],
	['cloudElements', 'docs/woocommerce.md'],
] as const)('the panel and the page say how long %s lasts at most: %s', (schedule, page) => {
	const [least, most] = [Math.floor(lasts(schedule, 0)), Math.ceil(lasts(schedule, 1))];
	const hours = `${least} to ${most} hours`;
	const choice = choicesOf(emitPanel).find(({ value }) => value === schedule);
	expect(choice?.description).toContain(hours);
	expect(readFileSync(page, 'utf8').replace(/\s+/g, ' ')).toContain(hours);
});
