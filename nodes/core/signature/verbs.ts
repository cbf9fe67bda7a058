import type { EventType } from '../event';
import type { EventPaths } from './scheme';

const SUFFIXES: ReadonlyMap<string, EventType> = new Map([
	['created', 'CREATED'],
	['create', 'CREATED'],
	['updated', 'UPDATED'],
	['update', 'UPDATED'],
	['deleted', 'DELETED'],
	['delete', 'DELETED'],
]);

/** What a topic says: what happened, and to which type of object. */
export interface Verb {
	eventType: EventType;
	/** The topic before its verb, or undefined if the verb is not known. */
	object?: string;
}

/** Returns what a topic says, by the table of its vendor. A topic that the table lacks is UNKNOWN. */
export function verbOf(topic: string, verbs: EventPaths['verbs']): Verb {
	if (verbs === undefined) return { eventType: 'UNKNOWN' };
	if (verbs === 'suffix') {
		const at = Math.max(...['.', '/', ':', '_'].map((mark) => topic.lastIndexOf(mark)));
		const eventType = SUFFIXES.get(topic.slice(at + 1).toLowerCase());
		if (eventType === undefined) return { eventType: 'UNKNOWN' };
		return { eventType, ...(at > 0 && { object: topic.slice(0, at) }) };
	}
	const isIn = (names: readonly string[] = []) => names.includes(topic);
	if (isIn(verbs.created)) return { eventType: 'CREATED' };
	if (isIn(verbs.updated)) return { eventType: 'UPDATED' };
	return { eventType: isIn(verbs.deleted) ? 'DELETED' : 'UNKNOWN' };
}

/** Returns a type of object as the name of a resource: `customer` as `customers`. A name that ends with `s` stays. */
export function plural(name: string): string {
	if (name.endsWith('s')) return name;
	if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
	return /(?:x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}
