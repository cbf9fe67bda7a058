import type { Resource } from './resources';
import type { FieldPath } from './fields/volatileFields';
import type { Creations } from './creationHashes';
import type { StartFrom } from '../host/startFrom';

/** One resource that is polled, and how the user wants it polled. */
export interface PolledResource {
	/** The user's name for the resource, which Cloud Elements' envelope contains. */
	name: string;
	resource: Resource;
	/** Rows per page. WooCommerce returns at most 100. */
	pageSize: number;
	/** Whether updates are not emitted. */
	onlyCreated: boolean;
	/**
	 * If an object was modified within this time after its creation, and before a poll found it, only CREATED is
	 * emitted.
	 */
	createdCheckToleranceMs: number;
	/** How much earlier each window begins, so that rows that appear late are found. */
	pollDelayMs: number;
	/** Requests per poll that compare the content of objects. */
	scanRequests: number;
	/** What webhooks of the same shop reported. Absent if that is not known. */
	creations?: Creations;
	/** Which existing objects are emitted. Absent if none are. */
	startFrom?: StartFrom;
	/** What the configuration asserts about the objects. */
	assertions: readonly ConfigAssertion[];
}

/** A key of the configuration that has to fit the objects. */
export interface ConfigAssertion {
	key: string;
	value: string;
	/** Returns the expected value, as words for the error. Undefined if the object fits. */
	expectedInstead(row: Record<string, unknown>): string | undefined;
}

export const DEFAULT_SCAN_REQUESTS = 5;

/**
 * A content delivery network writes `Date` by its own clock, which can be minutes ahead of the clock that dates the
 * shop's objects. Events that are read again keep their ids.
 */
export const DEFAULT_DELAY_MS = 8 * 60_000;

/** Returns a resource with the defaults for how it is polled. */
export function defaultPolledResource(name: string, resource: Resource): PolledResource {
	return {
		name,
		resource,
		pageSize: 100,
		onlyCreated: false,
		createdCheckToleranceMs: 0,
		pollDelayMs: DEFAULT_DELAY_MS,
		scanRequests: DEFAULT_SCAN_REQUESTS,
		assertions: [],
	};
}

/** Returns the resource with these fields left out of comparison and ids. */
export function ignoring(polled: PolledResource, fields: readonly FieldPath[]): PolledResource {
	const { resource } = polled;
	const volatileFields = [...new Set([...resource.volatileFields, ...fields])];
	return { ...polled, resource: { ...resource, volatileFields } };
}
