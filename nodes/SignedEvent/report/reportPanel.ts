import type { INodeProperties } from 'n8n-workflow';

import { TRIGGERS_PARAMETER } from '../check/checkPanel';

/** The parameters of the operation Report. */
export const reportPanel: INodeProperties[] = [
	TRIGGERS_PARAMETER,
	{
		displayName: 'Hours',
		name: 'hours',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 48 },
		default: 24,
		description: 'How many hours back the report goes. The first hour is whole. Defaults to 24.',
	},
	{
		displayName: 'Interval',
		name: 'interval',
		type: 'options',
		default: 'whole',
		options: [
			{ name: 'Day', value: 'day', description: 'One item per trigger and 24 hours' },
			{ name: 'Hour', value: 'hour', description: 'One item per trigger and hour with changes' },
			{ name: 'Whole Time', value: 'whole', description: 'One item per trigger' },
		],
		description: 'What an item of the report covers',
	},
];
