import type { Change } from '../../../core/event';
import type { IdRow } from '../../client/api';
import { createdChange, isChangedSince, readObject, updatedChanges } from '../../changes';
import type { PolledResource } from '../../polledResource';
import { isDraft } from '../../resources';
import { generationOf } from '../ids/idLedger';
import type { ResourceState } from '../pollState';
import type { Load } from './loadState';

/** The objects and the dates that a load or a replay reads. */
type Span = Pick<Load, 'since' | 'before' | 'topId'>;

/**
 * Returns the events of the objects in a page of a load: the creation of each object, and the last change of an object
 * that has changed after its creation. A load from a date leaves out what happened earlier. The ids are those that the
 * poll would have given.
 *
 * @param serverNow the date for objects without a date, epoch milliseconds
 */
export function loadedChanges(
	polled: PolledResource,
	{ ledger }: Pick<ResourceState, 'ledger'>,
	load: Span,
	rows: readonly IdRow[],
	serverNow: number,
): { changes: Change[]; objects: number } {
	const found = rows
		.filter((row) => row.id <= load.topId && !isDraft(polled.resource, row))
		.map((row) => changesOf(polled, load, row, serverNow, generationOf(ledger, row.id)));
	return {
		changes: found.flat().map((change) => ({
			...change,
			overrides: { ...change.overrides, capture: 'backfill' as const },
		})),
		objects: found.filter(({ length }) => length > 0).length,
	};
}

function changesOf(
	polled: PolledResource,
	{ since = -Infinity, before }: Span,
	row: IdRow,
	serverNow: number,
	generation: number,
): Change[] {
	const object = readObject(polled, row);
	const { created, modified } = object;
	// An object without a date may have changed at any time.
	const isNew = (created ?? modified ?? Infinity) >= since;
	const isChanged =
		modified !== undefined &&
		modified >= since &&
		modified < before &&
		isChangedSince(polled, object);
	return [
		...(isNew ? [createdChange(polled, object, serverNow, generation)] : []),
		...(isChanged ? updatedChanges(polled, object, serverNow) : []),
	];
}
