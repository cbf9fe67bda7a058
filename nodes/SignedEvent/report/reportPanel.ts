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
		description:
			'Number of past hours to report. The report begins at a full hour. Defaults to 24.',
	},
	{
		displayName: 'Interval',
		name: 'interval',
		type: 'options',
		default: 'whole',
		options: [
			{
				name: 'Day',
				value: 'day',
				description: 'One item per trigger for each 24 hours with changes',
			},
			{
				name: 'Hour',
				value: 'hour',
				description: 'One item per trigger for each hour with changes',
			},
			{ name: 'Whole Time', value: 'whole', description: 'One item per trigger' },
		],
		description: 'Period that one item covers',
	},
];
