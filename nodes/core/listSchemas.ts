import { z } from 'zod';

import { isObject } from './json';
import { withJsonForm, type JsonForm } from './jsonForm';

/**
 * Returns the schema of a short list. This one makes a single issue. `z.array` makes one for each wrong element, and
 * 16 MB of them block n8n for a minute.
 *
 * @param fits whether a value is an element
 * @param most elements of the list
 * @param what the elements are, for the issue
 */
export function shortList<Element>(
	fits: (value: unknown) => value is Element,
	most: number,
	what: string,
) {
	return z.custom<Element[]>(
		(value) => Array.isArray(value) && value.length <= most && value.every(fits),
		`must be a list of at most ${most} ${what}`,
	);
}

/** Returns the schema of a list of texts, of which an object of a vendor or a sender has a few. */
export function textList(most: number, description?: string) {
	const items = { type: 'string' };
	return withJsonForm(shortList(isText, most, 'texts'), {
		...{ type: 'array', items, maxItems: most },
		...described(description),
	});
}

/** Returns the schema of a few texts by name, with one issue for the same reason. */
export function textsByName(most: number, description?: string) {
	const texts = z.custom<Record<string, string>>(
		(value) =>
			isObject(value) && Object.keys(value).length <= most && Object.values(value).every(isText),
		`must be an object of at most ${most} texts`,
	);
	return withJsonForm(texts, {
		...{ type: 'object', additionalProperties: { type: 'string' }, maxProperties: most },
		...described(description),
	});
}

/** Returns the schema of an object with any members. It is not copied. */
export function anyObject(description?: string) {
	return withJsonForm(z.custom<Record<string, unknown>>(isObject, 'must be an object'), {
		type: 'object',
		...described(description),
	});
}

function described(description: string | undefined): JsonForm {
	return description === undefined ? {} : { description };
}

function isText(value: unknown): value is string {
	return typeof value === 'string';
}
