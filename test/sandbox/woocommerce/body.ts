import type { Call } from '../http';
import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import { ApiError, invalidParameters, missingParameters, type ParameterProblem } from './errors';
import { notInEnum, wrongType } from './parameters';
import { flattenPhp, parsePhpQuery } from './phpQuery';
import type { FieldRule, WriteRules } from './resource';

/** The parameters of a writing request: its query, and over it its body. */
export function readBody(call: Call): JsonObject {
	const query = Object.fromEntries(flattenPhp(parsePhpQuery(call.query)));
	const type = call.headers['content-type'] ?? '';
	if (type.startsWith('application/json') && call.body !== '')
		return { ...query, ...parseJsonBody(call.body) };
	if (type.startsWith('application/x-www-form-urlencoded'))
		return { ...query, ...Object.fromEntries(flattenPhp(parsePhpQuery(call.body))) };
	return query;
}

function parseJsonBody(text: string): JsonObject {
	try {
		const body = JSON.parse(text) as JsonValue;
		return isJsonObject(body) ? body : {};
	} catch {
		throw new ApiError(400, 'rest_invalid_json', 'Invalid JSON body passed.', {
			json_error_code: 4,
			json_error_message: 'Syntax error',
		});
	}
}

type Check = (value: JsonValue) => { value: JsonValue } | undefined;

/** What each type takes (rest_validate_value_from_schema): numbers also as text. */
const CHECKS: Readonly<Record<Exclude<FieldRule, readonly string[]>, Check>> = {
	string: (value) => (typeof value === 'string' ? { value } : undefined),
	integer: (value) => {
		const isWhole =
			typeof value === 'number' || (typeof value === 'string' && /^-?\d+$/.test(value));
		return isWhole && Number.isInteger(Number(value)) ? { value: Number(value) } : undefined;
	},
	boolean: (value) => {
		const text = String(value).toLowerCase();
		const isBoolean = ['true', 'false', '0', '1'].includes(text);
		return isBoolean ? { value: text === 'true' || text === '1' } : undefined;
	},
	array: (value) => (Array.isArray(value) ? { value } : undefined),
	object: (value) => (isJsonObject(value) ? { value } : undefined),
	date: (value) => (value === null || typeof value === 'string' ? { value } : undefined),
	any: (value) => ({ value }),
};

const TYPE_NAMES: Readonly<Record<string, string>> = { date: 'null,string' };

/** Checks a posted body and keeps of it what may be written; the rest is ignored. */
export function checkBody(rules: WriteRules, body: JsonObject, isCreating: boolean): JsonObject {
	const absent = isCreating ? rules.required.filter((name) => body[name] === undefined) : [];
	if (absent.length > 0) throw missingParameters(absent);
	const problems: Record<string, ParameterProblem> = {};
	const checked: JsonObject = {};
	for (const [name, rule] of Object.entries(rules.fields)) {
		if (body[name] === undefined) continue;
		const result = checkField(name, rule, body[name]);
		if ('value' in result) checked[name] = result.value;
		else problems[name] = result;
	}
	if (Object.keys(problems).length > 0) throw invalidParameters(problems);
	return checked;
}

function checkField(
	name: string,
	rule: FieldRule,
	value: JsonValue,
): { value: JsonValue } | ParameterProblem {
	if (typeof rule !== 'string') {
		if (typeof value !== 'string') return wrongType(name, 'string');
		return rule.includes(value) ? { value } : notInEnum(name, rule);
	}
	return CHECKS[rule](value) ?? wrongType(name, TYPE_NAMES[rule] ?? rule);
}

/** What of an item of a batch may be written; a batch checks no types. */
export function writableFields(rules: WriteRules, item: JsonObject): JsonObject {
	const entries = Object.entries(item).filter(([name]) => name in rules.fields);
	return Object.fromEntries(entries);
}

/** Whether `force` is set, in the query or in the body. */
export function isForced(body: JsonObject): boolean {
	if (body.force === undefined) return false;
	const result = CHECKS.boolean(body.force);
	if (!result) throw invalidParameters({ force: wrongType('force', 'boolean') });
	return result.value === true;
}
