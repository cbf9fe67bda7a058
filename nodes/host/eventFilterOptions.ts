import type { INodeProperties } from 'n8n-workflow';

import {
	incompleteCondition,
	NO_FILTER,
	OPERATORS,
	readFilter,
	type EventFilter,
	type FieldCondition,
	type Operator,
} from '../core/eventFilter';
import { EVENT_TYPES } from '../core/event';
import { readList } from '../core/text/list';
import type { PanelFunctions } from './sourceOptions';

const OPERATOR_NAMES: Readonly<Record<Operator, string>> = {
	contains: 'Contains',
	equals: 'Equals',
	greaterThan: 'Is Greater Than',
	isSet: 'Is Set',
	lessThan: 'Is Less Than',
	notEquals: 'Does Not Equal',
};

/** The options that filter events before a workflow starts. They need no expression, so n8n creates no isolate for them. */
export const FILTER_OPTIONS: INodeProperties[] = [
	{
		displayName: 'Filter by Event Type',
		name: 'filterEventTypes',
		type: 'multiOptions',
		options: [
			{ name: 'Created', value: 'CREATED' },
			{ name: 'Deleted', value: 'DELETED' },
			{ name: 'Unknown', value: 'UNKNOWN' },
			{ name: 'Updated', value: 'UPDATED' },
		],
		default: [],
		description: 'Types of events to emit. Defaults to all.',
	},
	{
		displayName: 'Filter by Field',
		name: 'filterFields',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add condition',
		default: {},
		description:
			'Conditions that an event must meet to be emitted. If an event lacks the field, only Does Not Equal matches.',
		options: [
			{
				displayName: 'Condition',
				name: 'condition',
				values: [
					{
						displayName: 'Field',
						name: 'field',
						type: 'string',
						default: '',
						placeholder: 'e.g. raw.status',
						description:
							"Path of the field in the event, with dots. The vendor's object is under raw.",
					},
					{
						displayName: 'Operator',
						name: 'operator',
						type: 'options',
						options: [...OPERATORS]
							.map((value) => ({ name: OPERATOR_NAMES[value], value }))
							.sort((one, other) => one.name.localeCompare(other.name)),
						default: 'equals',
						description:
							'How to compare the field with the value. Numbers and dates are compared by value: 10.00 equals 10.',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						displayOptions: { hide: { operator: ['isSet'] } },
						default: '',
						placeholder: 'e.g. completed',
						description: 'The text, number or date to compare with',
					},
				],
			},
		],
	},
];

const choices = (values: readonly string[]) =>
	`${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;

function shown(value: unknown): string {
	return JSON.stringify(String(value).slice(0, 100));
}

interface Options {
	filterEventTypes?: unknown;
	filterFields?: { condition?: Array<Partial<FieldCondition>> };
}

function read(functions: PanelFunctions) {
	const options = functions.getNodeParameter('options', {}) as Options;
	const eventTypes = readList(options.filterEventTypes).map((name) => name.toUpperCase());
	const conditions = options.filterFields?.condition ?? [];
	return { conditions, result: readFilter(eventTypes, conditions) };
}

/** Returns the filter of a node. An activation rejects a malformed filter. Here, it lets all events pass. */
export function eventFilterOf(functions: PanelFunctions): EventFilter {
	const { result } = read(functions);
	return result.ok ? result.filter : NO_FILTER;
}

/** Returns why the filter of a node cannot be used, or undefined. */
export function filterProblem(functions: PanelFunctions): string | undefined {
	const { conditions, result } = read(functions);
	const failed = 'The filter cannot be used';
	if (result.ok) {
		const incomplete = incompleteCondition(conditions);
		if (incomplete === undefined) return undefined;
		return incomplete.lacks === 'field'
			? `${failed}: a condition has no field. Enter one such as raw.status under Filter by Field, or remove the condition.`
			: `${failed}: the condition on ${shown(incomplete.field)} has no value. Enter one under Filter by Field, or choose the operator Is Set.`;
	}
	if ('eventType' in result)
		return `${failed}: ${shown(result.eventType)} is not an event type. Choose one under Filter by Event Type, or let its expression return ${choices(EVENT_TYPES)}.`;
	return 'field' in result
		? `${failed}: ${shown(result.field)} is not the path of a field. Enter one such as raw.status under Filter by Field.`
		: `${failed}: ${shown(result.operator)} is not an operator. Choose one under Filter by Field, or let its expression return ${choices(OPERATORS)}.`;
}
