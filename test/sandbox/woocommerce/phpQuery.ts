/** A query or form as PHP sees it: values, or lists by key. */
export interface PhpParameters {
	[name: string]: string | PhpParameters;
}

/** A request's query is read at each of its stations. */
let latest: { query: string; parameters: PhpParameters } | undefined;

/**
 * Reads a query string as PHP's parse_str() does: the last of equal names wins, `a[]=` appends,
 * `a[key]=` sets a member. Callers must not change the result.
 */
export function parsePhpQuery(query: string): PhpParameters {
	if (latest?.query !== query) latest = { query, parameters: Object.freeze(parse(query)) };
	return latest.parameters;
}

function parse(query: string): PhpParameters {
	const parameters: PhpParameters = {};
	for (const pair of query.split('&')) {
		if (pair === '') continue;
		const sign = pair.indexOf('=');
		const name = decode(sign < 0 ? pair : pair.slice(0, sign));
		assign(parameters, name, sign < 0 ? '' : decode(pair.slice(sign + 1)));
	}
	return parameters;
}

function assign(parameters: PhpParameters, name: string, value: string): void {
	if (!name.includes('[')) {
		parameters[name] = value;
		return;
	}
	const [, base, brackets] = /^([^[]+)((?:\[[^\]]*\])*)$/.exec(name) ?? [undefined, name, ''];
	const keys = [...brackets.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1]);
	let target = parameters;
	let key = base;
	for (const next of keys) {
		const inner = target[key];
		const list: PhpParameters = typeof inner === 'object' ? inner : {};
		target[key] = list;
		target = list;
		key = next === '' ? String(Object.keys(list).length) : next;
	}
	target[key] = value;
}

function decode(text: string): string {
	return decodePercents(text.replace(/\+/g, ' '));
}

/** rawurldecode(), which never fails: bytes that are not UTF-8 stay as they are. */
export function decodePercents(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** The values by name, lists as `name[key]`: for logs and links. */
export function flattenPhp(
	parameters: PhpParameters,
	nameOf: (key: string) => string = (key) => key,
): [string, string][] {
	return Object.entries(parameters).flatMap(([key, value]): [string, string][] => {
		const name = nameOf(key);
		if (typeof value === 'string') return [[name, value]];
		return flattenPhp(value, (inner) => `${name}[${inner}]`);
	});
}
