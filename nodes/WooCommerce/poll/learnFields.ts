import { createHash } from 'node:crypto';

import type { Change } from '../../core/event';
import { list, type Row } from '../client/api';
import {
	differingPaths,
	MOST_FIELDS,
	valuesByPath,
	type FieldPath,
} from '../fields/volatileFields';
import { learnable } from '../fields/ownFields';
import type { PolledResource } from '../polledResource';
import { LayeredMap } from './ids/layeredMap';
import type { ResourceState } from './pollState';
import { withoutContents } from './scan/unorderedList';
import { readByIds } from './read/readByIds';
import type { PollContext, ScanResult, ShopResource } from './read/readPages';

/** How many times each sampled object is read, in different seconds of the shop's clock. */
const READINGS = 3;
const BETWEEN_MS = 1_100;
/** Number of objects of each kind in the sample: objects that changed without a new date, and the newest objects. */
const SAMPLE = 5;
/** Minimum time between two examinations. Most changes without a new date are real edits, such as a coupon's amount. */
const CHECK_MS = 60 * 60_000;
/** If one poll finds so many changes without a new date, they are examined without waiting. */
const MANY = 10;

/**
 * Returns the state for the fields that are ignored now. If other fields were ignored when the contents were recorded,
 * the recorded contents are useless. The next comparison of each object then records its content again.
 */
export function withFieldsOf({ resource }: PolledResource, state: ResourceState): ResourceState {
	const ignored = fingerprint(resource.volatileFields);
	if (state.ignored === ignored) return state;
	const recent = [...state.recent].map(
		([id, sighting]) => [id, { ...sighting, hash: '' }] as const,
	);
	const { unordered } = state;
	return {
		...state,
		ignored,
		recent: LayeredMap.from(recent),
		digests: state.digests.withoutContents(),
		seen: LayeredMap.from(),
		hiddenSeen: LayeredMap.from(),
		unordered: unordered && { ...unordered, digests: withoutContents(unordered.digests) },
	};
}

/**
 * Returns a hash of the fields. Returns undefined for `_links` alone, because earlier versions stored nothing, and
 * ignored only `_links` in compared lists.
 */
function fingerprint(fields: readonly FieldPath[]): string | undefined {
	if (fields.length === 1 && fields[0] === '_links') return undefined;
	const text = JSON.stringify([...fields].sort());
	return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/**
 * Returns the fields that change by themselves, if a poll found changes without a date. It reads a sample of objects
 * three times. A field is learned if its value differs in each reading, with the same date, in most of the objects that
 * have it. An import changes each object once. WooCommerce's own fields are never learned, because buyers can change
 * some of them as often as they like, such as the uses of a coupon.
 *
 * @returns undefined if nothing was examined
 */
export async function learnFields(
	context: PollContext,
	{ state, changes }: ScanResult,
): Promise<readonly FieldPath[] | undefined> {
	const undated = changes.filter(({ isUndated }) => isUndated === true);
	const now = context.shop.now();
	const elapsed = Math.abs(now - (state.fieldsCheckedAt ?? -Infinity));
	if (undated.length === 0 || !context.hasBudget()) return undefined;
	if (undated.length < MANY && elapsed < CHECK_MS) return undefined;
	const readings: Array<ReadonlyMap<unknown, Row>> = [];
	while (readings.length < READINGS) {
		if (readings.length > 0) await context.shop.pause(BETWEEN_MS);
		const rows = await readSampled(context, state, undated);
		if (rows === undefined) return undefined;
		readings.push(new Map(rows.map((row) => [row.id, row])));
	}
	const known = [...context.polled.resource.volatileFields, ...(state.learned ?? [])];
	const moving = movingFields(context.polled, readings).filter((path) => !known.includes(path));
	return learnable(context.polled.resource.path, moving).slice(0, MOST_FIELDS);
}

async function readSampled(
	context: ShopResource,
	state: ResourceState,
	undated: readonly Change[],
): Promise<readonly Row[] | undefined> {
	const { shop, polled } = context;
	if (state.unordered !== undefined) {
		const { path, listAll } = polled.resource;
		const query = { ...listAll, per_page: String(2 * SAMPLE), page: String(state.unordered.page) };
		const read = await list(shop, path, query);
		// Some lists ignore `per_page`.
		return read.ok ? read.value.rows.slice(0, 2 * SAMPLE) : undefined;
	}
	const suspects = undated.slice(0, SAMPLE).map(({ raw }) => raw.id as number);
	const newest = state.ids.between(Math.max(0, state.ids.size - SAMPLE), state.ids.size);
	const read = await readByIds(context, [...new Set([...suspects, ...newest])]);
	return read.ok ? read.value.rows : undefined;
}

function movingFields(
	{ resource }: PolledResource,
	[first, ...later]: ReadonlyArray<ReadonlyMap<unknown, Row>>,
): FieldPath[] {
	const having = new Map<FieldPath, number>();
	const moves = later.map(() => new Map<FieldPath, number>());
	for (const [id, row] of first) {
		const rows = [row, ...later.map((reading) => reading.get(id))].filter(
			(one) => one !== undefined,
		);
		const dates = new Set(rows.map((one) => resource.readModified(one)));
		if (rows.length < READINGS || dates.size > 1) continue;
		const values = rows.map(valuesByPath);
		for (const path of values[0].keys()) count(having, path);
		for (const [at, moved] of moves.entries())
			for (const path of differingPaths(values[at], values[at + 1])) count(moved, path);
	}
	const isMoving = ([path, objects]: readonly [FieldPath, number]) =>
		objects >= 2 && moves.every((moved) => 2 * (moved.get(path) ?? 0) > objects);
	return [...having].filter(isMoving).map(([path]) => path);
}

function count(counts: Map<FieldPath, number>, path: FieldPath): void {
	counts.set(path, (counts.get(path) ?? 0) + 1);
}
