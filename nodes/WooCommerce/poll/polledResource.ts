import type { Resource } from '../resources';

/** One resource that is watched, and how the user wants it watched. */
export interface PolledResource {
	/** The user's name for it; Cloud Elements' envelope shows it. */
	name: string;
	resource: Resource;
	/** Rows a page; WooCommerce gives 100 at most. */
	pageSize: number;
	/** The user wants no updates of it. */
	onlyCreated: boolean;
	/** An object that was modified this soon after its creation, before it was first seen, was created only. */
	createdCheckToleranceMs: number;
	/** How much further back than usual each window begins, for rows that show up late. */
	pollDelayMs: number;
	/** Requests a poll that compare what objects say with what they said. */
	scanRequests: number;
	/** What a configuration claims about the objects; the first one shows whether it is so. */
	assertions: readonly ConfigAssertion[];
}

/** A key of the configuration that a real object can prove wrong. */
export interface ConfigAssertion {
	key: string;
	value: string;
	/** Undefined where it holds, else what was expected. */
	expectedInstead(row: Record<string, unknown>): string | undefined;
}

export const DEFAULT_SCAN_REQUESTS = 5;

/** How a resource is watched where the user says nothing about it. */
export function defaultPolledResource(name: string, resource: Resource): PolledResource {
	return {
		name,
		resource,
		pageSize: 100,
		onlyCreated: false,
		createdCheckToleranceMs: 0,
		pollDelayMs: 0,
		scanRequests: DEFAULT_SCAN_REQUESTS,
		assertions: [],
	};
}
