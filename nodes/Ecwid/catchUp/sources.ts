import type { EventType } from '../../core/event';
import { eventOf, isChosen } from '../eventTypes';
import { DELETED_SCOPE, RESOURCES, type Resource } from '../resources';

/** A list to read, and the scopes that it needs. */
export interface Source {
	objectType: string;
	resource: Resource;
	path: string;
	scopes: string[];
	of: 'changed' | 'deleted';
}

/** Returns the lists that show the chosen events. */
export function sourcesFor(eventTypes: readonly string[]): Source[] {
	const isWanted = (objectType: string, eventType: EventType) => {
		const row = eventOf(objectType, eventType);
		return row !== undefined && isChosen(eventTypes, row.topic);
	};
	return Object.entries(RESOURCES).flatMap(([objectType, resource]) => {
		const { list, deleted, scope } = resource;
		const sources: Source[] = [];
		if (list && (isWanted(objectType, 'CREATED') || isWanted(objectType, 'UPDATED')))
			sources.push({ objectType, resource, path: list, scopes: [scope], of: 'changed' });
		if (deleted && isWanted(objectType, 'DELETED')) {
			const scopes = [scope, DELETED_SCOPE];
			sources.push({ objectType, resource, path: deleted, scopes, of: 'deleted' });
		}
		return sources;
	});
}
