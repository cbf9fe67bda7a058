import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { floorToSecond } from '../../core/dates';
import type { EventFilter } from '../../core/eventFilter';
import { misconfigured, ok, type Result } from '../../core/result';
import { readList } from '../../core/text/list';
import { eventFilterOf, filterProblem } from '../../host/eventFilterOptions';
import { readBoolean, readNumber } from '../../host/panelValues';
import type { Opening, Replayable } from '../../host/replay/replayable';
import type { PanelFunctions } from '../../host/sourceOptions';
import { EARLIEST, epochOf, futureDate } from '../../host/startFrom';
import { MOST_EVENTS } from './limits';

/** n8n's own linter asks for this default. */
const DEFAULT_LIMIT = 50;

/** What one replay is to emit. */
export interface Settings {
	vendor: Replayable;
	objectTypes: readonly string[];
	/** Epoch milliseconds, in whole seconds. */
	from: number;
	/** Infinity for up to now. */
	to: number;
	ids: readonly string[];
	isPreview: boolean;
	/** Undefined for all events. */
	limit?: number;
	filter: EventFilter;
}

/** Returns the parameters and options of one item. */
export function parametersOf(functions: IExecuteFunctions, item: number): Opening['parameter'] {
	return (name, fallback) => {
		const [first, option] = name.split('.');
		const value: unknown = functions.getNodeParameter(first, item, option ? {} : fallback);
		return option === undefined ? value : ((value as IDataObject)[option] ?? fallback);
	};
}

/** Returns the functions with which the host reads the options of one item. */
export function panelOf(functions: IExecuteFunctions, item: number): PanelFunctions {
	return {
		getNode: () => functions.getNode(),
		getNodeParameter: (name, fallback) =>
			parametersOf(functions, item)(name, fallback) as ReturnType<
				PanelFunctions['getNodeParameter']
			>,
	};
}

/** Reads the parameters of one item. An expression can return any value. */
export function readSettings(
	functions: IExecuteFunctions,
	item: number,
	vendors: readonly Replayable[],
): Result<Settings> {
	const parameter = parametersOf(functions, item);
	const name = String(parameter('vendor', 'shopify'));
	const vendor = vendors.find((one) => one.name === name);
	if (vendor === undefined)
		return misconfigured(
			`Vendor cannot be used: ${JSON.stringify(name)} is not a vendor. Choose one of ${vendors.map((one) => one.name).join(', ')}.`,
		);
	const objectTypes = readTypes(vendor, parameter('objectTypes', vendor.defaultTypes));
	if (!objectTypes.ok) return objectTypes;
	const span = readSpan(parameter, functions.getTimezone());
	if (!span.ok) return span;
	const panel = panelOf(functions, item);
	const problem = filterProblem(panel);
	if (problem !== undefined) return misconfigured(problem);
	const isAll = readBoolean(parameter('returnAll', false), false);
	const limit = readNumber(parameter('limit', DEFAULT_LIMIT), 1, MOST_EVENTS, DEFAULT_LIMIT);
	return ok({
		vendor,
		objectTypes: objectTypes.value,
		...span.value,
		ids: [...new Set(readList(parameter('ids', '')))],
		isPreview: readBoolean(parameter('preview', false), false),
		...(!isAll && { limit }),
		filter: eventFilterOf(panel),
	});
}

function readTypes({ objectTypes }: Replayable, given: unknown): Result<string[]> {
	const types = [...new Set(readList(given))];
	const known = objectTypes.map(({ value }) => String(value));
	const choices = `Choose from ${known.join(', ')}.`;
	if (types.length === 0)
		return misconfigured(`Object Types cannot be used: no type is chosen. ${choices}`);
	const unknown = types.find((type) => !known.includes(type));
	return unknown === undefined
		? ok(types)
		: misconfigured(
				`Object Types cannot be used: ${JSON.stringify(unknown.slice(0, 100))} is not a type that Replay can read. ${choices}`,
			);
}

function readSpan(
	parameter: Opening['parameter'],
	timezone: string,
): Result<Pick<Settings, 'from' | 'to'>> {
	const [givenFrom, givenTo] = [parameter('from', ''), parameter('to', '')];
	const from = epochOf(givenFrom, timezone);
	if (from === undefined || from < EARLIEST) return notADate('From', givenFrom);
	if (from > Date.now()) return { ok: false, problem: futureDate('The date in From', from, '') };
	const isOpen = givenTo === '' || givenTo === null || givenTo === undefined;
	const to = isOpen ? Infinity : epochOf(givenTo, timezone);
	if (to === undefined) return notADate('To', givenTo);
	if (to <= from)
		return misconfigured(
			'The dates cannot be used: the date in To is not later than the date in From. Enter a later date in To, or leave To empty for all events up to now.',
		);
	return ok({ from: floorToSecond(from), to });
}

function notADate(name: string, given: unknown): Result<never> {
	return misconfigured(
		`The date in ${name} cannot be used: ${JSON.stringify(given)} is not a date after 1999. Choose a date, or enter one such as 2026-11-01T00:00:00.`,
	);
}
