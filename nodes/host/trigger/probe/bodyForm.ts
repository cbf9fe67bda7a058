import { isObject, parseJson } from '../../../core/json';

/** How the bytes of a probe arrived. `reencoded` is the same JSON in other bytes, and `cut` lacks the end. */
export type BodyForm = 'same' | 'reencoded' | 'cut' | 'changed';

/** Compares the bytes that were sent with those that arrived. */
export function bodyForm(sent: Buffer, arrived: Buffer): BodyForm {
	if (sent.equals(arrived)) return 'same';
	const isShorter = arrived.length < sent.length;
	if (isShorter && sent.subarray(0, arrived.length).equals(arrived)) return 'cut';
	const [before, after] = [sent, arrived].map((body) => keysOf(body));
	// A program that encodes JSON again can also write its numbers in another way.
	return before !== undefined && before === after ? 'reencoded' : 'changed';
}

function keysOf(body: Buffer): string | undefined {
	const parsed = parseJson(body.toString('utf8'));
	if (!parsed.ok || !isObject(parsed.value)) return undefined;
	return JSON.stringify(Object.keys(parsed.value).sort());
}
