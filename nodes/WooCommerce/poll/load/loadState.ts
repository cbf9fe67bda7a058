import type { PolledResource } from '../../polledResource';
import type { ResourceState } from '../pollState';
import { START, type Position } from '../read/seekPage';

/** How far a resource's existing objects have been emitted. Times are epoch milliseconds of the shop's clock. */
export interface Load {
	/** The choice in the panel that began the load. */
	readonly choice: string;
	/** Objects that last changed before this time are left out. Absent for all objects. */
	readonly since?: number;
	/** Changes at or after this time are left to the poll's windows. */
	readonly before: number;
	/** The highest id when the load began. */
	readonly topId: number;
	/** Where the load continues. Absent if the first listing also reads the objects of the load. */
	readonly position?: Position;
	/** Number of objects whose events were emitted. */
	readonly loaded: number;
	readonly isOver?: true;
}

/** Returns the state with the load that the panel asks for: a new one, the one that is under way, or none. */
export function withLoad(polled: PolledResource, state: ResourceState): ResourceState {
	const { startFrom } = polled;
	const { load } = state;
	if (startFrom === undefined) return withoutLoad(polled, state);
	if (load?.choice === startFrom.choice) return state;
	const { choice, since } = startFrom;
	// The first listing and a load of all objects read the same pages in the same order, so one request serves both.
	const isShared = since === undefined && state.baseline?.afterId === START.afterId;
	return {
		...state,
		load: {
			...{ choice, since, before: state.watermark, loaded: 0 },
			topId: Math.max(state.topId, state.ids.at(state.ids.size - 1) ?? -1),
			...(!isShared && { position: START }),
			// The pages of an unordered list shift, so a position does not identify the objects that were read.
			...(state.unordered !== undefined && { isOver: true as const }),
		},
	};
}

/** The choice of a load that has ended early. */
const NOW = 'now';

/**
 * Returns the state after the user has ended its load. During the first listing, only the load emits orders that were carts
 * before. So the load continues with the objects that were created since it began.
 */
function withoutLoad({ resource }: PolledResource, state: ResourceState): ResourceState {
	const { load, baseline } = state;
	if (load === undefined || load.choice === NOW) return isOpen(load) ? state : dropped(state);
	const hasLeftCarts = resource.draftStatuses.length > 0 && baseline !== undefined;
	if (!isOpen(load) || !hasLeftCarts) return dropped(state);
	const { afterId } = load.position ?? baseline;
	const position = { afterId, offset: START.offset };
	return { ...state, load: { ...load, choice: NOW, since: load.before, position } };
}

function isOpen(load: Load | undefined): load is Load {
	return load !== undefined && load.isOver !== true;
}

function dropped(state: ResourceState): ResourceState {
	return state.load === undefined ? state : { ...state, load: undefined };
}

/** Returns the load of a state if it has not ended. */
export function openLoad({ load }: ResourceState): Load | undefined {
	return isOpen(load) ? load : undefined;
}

/**
 * Returns whether a load will still emit the creation of an object. The windows then leave it out.
 *
 * @param created epoch milliseconds; undefined if the object has no date
 */
export function isToBeLoaded(state: ResourceState, id: number, created = Infinity): boolean {
	const load = openLoad(state);
	if (load === undefined || id > load.topId || created < (load.since ?? -Infinity)) return false;
	return id > (load.position ?? state.baseline ?? START).afterId;
}
