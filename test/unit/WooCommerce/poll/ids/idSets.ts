import { RunCursor } from '../../../../../nodes/WooCommerce/poll/ids/runs';
import type { IdSet } from '../../../../../nodes/WooCommerce/poll/ids/idSet';
import {
	decodeIds,
	encodeIds,
	type DecodedIdSet,
} from '../../../../../nodes/WooCommerce/poll/ids/idSetText';
import { atOnce } from '../../../../../nodes/WooCommerce/poll/ids/slices';

/** Returns a set as text, without a pause. */
export function encode(ids: IdSet): string {
	return atOnce(encodeIds(ids));
}

/** Reads a text of a set, without a pause. */
export function decode(text: unknown): DecodedIdSet {
	return atOnce(decodeIds(text));
}

/** Returns whether two sets have the same ids, which takes as long as they have runs. */
export function areEqual(one: IdSet, other: IdSet): boolean {
	const [left, right] = [new RunCursor(one.parts), new RunCursor(other.parts)];
	while (left.start === right.start && left.end === right.end) {
		if (left.start === Infinity) return true;
		left.next();
		right.next();
	}
	return false;
}
