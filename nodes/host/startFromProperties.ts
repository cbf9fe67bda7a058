import type { INodeProperties } from 'n8n-workflow';

import { DEFAULT_CATCH_UP_BATCH, MOST_IN_BATCH } from './startFrom';

interface Texts {
	/** What *A Date* emits. */
	date: string;
	/** What *Everything* emits. Absent if the node does not offer it. */
	everything?: string;
	/** How the objects become events. */
	description: string;
}

/**
 * Returns the parameters with which a trigger also emits what happened before its activation. `readStartFrom` reads them.
 *
 * @param hide values of other parameters with which these have no effect, so the panel hides them. Defaults to none
 */
export function startFromProperties(
	{ date, everything, description }: Texts,
	hide?: Record<string, string[]>,
): INodeProperties[] {
	return [
		{
			displayName: 'Start From',
			name: 'startFrom',
			type: 'options',
			options: [
				{
					name: 'Now',
					value: 'now',
					description: 'Emits only what happens from now on',
				},
				{ name: 'A Date', value: 'date', description: date },
				...(everything === undefined
					? []
					: [{ name: 'Everything', value: 'everything', description: everything }]),
			],
			default: 'now',
			...(hide && { displayOptions: { hide } }),
			description,
		},
		{
			displayName: 'Start Date',
			name: 'startDate',
			type: 'dateTime',
			required: true,
			displayOptions: { show: { startFrom: ['date'] }, ...(hide && { hide }) },
			default: '',
			description:
				'Date from which changes are emitted. A date without a time zone is in the time zone of the workflow.',
		},
	];
}

/**
 * Returns the parameter that limits how many of these objects one execution has.
 *
 * @param hide as in `startFromProperties`
 */
export function batchProperty(
	size: number,
	description: string,
	hide?: Record<string, string[]>,
): INodeProperties {
	return {
		displayName: 'Objects per Execution',
		name: 'batchSize',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MOST_IN_BATCH },
		displayOptions: { show: { startFrom: ['date', 'everything'] }, ...(hide && { hide }) },
		default: size,
		description,
	};
}

/** Returns the same parameter of a trigger with catch-up, which counts events instead of objects. */
export function catchUpBatchProperty(hide?: Record<string, string[]>): INodeProperties {
	const description =
		'Maximum number of events in one execution. At most 4 executions run at a time. Defaults to 100.';
	return {
		...batchProperty(DEFAULT_CATCH_UP_BATCH, description, hide),
		displayName: 'Events per Execution',
	};
}
