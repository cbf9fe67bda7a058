import type { Change } from '../../core/event';
import type { Replayed, ReplayRequest } from '../../core/replay';
import { misconfigured, ok, type Result } from '../../core/result';
import { trashedChange } from '../changes';
import type { IdRow, Shop } from '../client/api';
import type { LearnedFields } from '../fields/learnedFields';
import type { FieldPath } from '../fields/volatileFields';
import { emptyLedger } from '../poll/ids/idLedger';
import { loadedChanges } from '../poll/load/loadedChanges';
import { modifiedSince, pageReader, type Query } from '../poll/read/readPages';
import { seekPage, START } from '../poll/read/seekPage';
import { newNotes } from '../poll/read/splitPage';
import { defaultPolledResource, ignoring, type PolledResource } from '../polledResource';
import { RESOURCES } from '../resources';

/** WordPress accepts more, but some web servers limit a URL to 2,048 characters. */
const IDS_PER_LIST = 100;

/** The fields that the ids of the triggers' events leave out. */
interface IgnoredFields {
	/** Those of the panel. */
	ignored: readonly FieldPath[];
	learned: LearnedFields;
}

/** The rows that the shop could not return. A list can have any number of them, so only the first cause is kept. */
interface Broken {
	count: number;
	first?: string;
}

/** A list of one resource, and the changes that its rows show. */
interface List {
	polled: PolledResource;
	query: Query;
	changesOf(rows: readonly IdRow[], serverNow: number): readonly Change[];
}

/**
 * Reads the objects of a shop that were created, changed or moved to the trash in a span. Their events are those of the
 * poll's *Start From*, with the same ids.
 */
export async function readAgain(
	shop: Shop,
	fields: IgnoredFields,
	request: ReplayRequest,
): Promise<Result<Replayed>> {
	const unknown = request.objectTypes.find((name) => !Object.hasOwn(RESOURCES, name));
	if (unknown !== undefined)
		return misconfigured(
			`Object Types cannot be used: ${JSON.stringify(unknown)} is not a resource of WooCommerce. Choose from ${Object.keys(RESOURCES).join(', ')}.`,
		);
	const broken: Broken = { count: 0 };
	let isComplete = true;
	for (const name of request.objectTypes) {
		const polled = polledOf(name, shop, fields);
		for (const list of listsOf(polled, request)) {
			const read = await readList(shop, list, request, broken);
			if (!read.ok) return read;
			isComplete &&= read.value;
		}
	}
	return ok({
		isComplete,
		warnings: broken.first === undefined ? [] : [brokenWarning(shop, broken, broken.first)],
	});
}

function polledOf(name: string, { store }: Shop, { ignored, learned }: IgnoredFields) {
	const polled = defaultPolledResource(name, RESOURCES[name]);
	const { objectType } = polled.resource;
	return ignoring(polled, [...ignored, ...learned.of(store.account, objectType)]);
}

/** Returns the list of a resource and that of its trash, once for each hundred of the chosen ids. */
function listsOf(polled: PolledResource, { ids, from, to }: ReplayRequest): List[] {
	const { hasWindows, hasTrash } = polled.resource;
	const span = { since: from, before: to, topId: Infinity };
	const since = hasWindows ? modifiedSince(from) : {};
	const ledger = emptyLedger();
	const existing: Omit<List, 'query'> = {
		polled,
		changesOf: (rows, serverNow) =>
			loadedChanges(polled, { ledger }, span, rows, serverNow).changes,
	};
	const trashed: Omit<List, 'query'> = {
		polled,
		changesOf: (rows, serverNow) =>
			rows
				.filter(({ status }) => status === 'trash')
				.map((row) => trashedChange(polled, row, serverNow, 1)),
	};
	return chosenIds(ids).flatMap((chosen) => [
		{ ...existing, query: { ...since, ...chosen } },
		...(hasWindows && hasTrash
			? [{ ...trashed, query: { ...since, ...chosen, status: 'trash' } }]
			: []),
	]);
}

/** Returns the parameters that choose objects by id. A text that is not a number matches no object. */
function chosenIds(ids: readonly string[]): Query[] {
	if (ids.length === 0) return [{}];
	const numbers = ids.filter((id) => /^\d{1,15}$/.test(id));
	const count = Math.ceil(numbers.length / IDS_PER_LIST);
	return Array.from({ length: count }, (_, part) => ({
		include: numbers.slice(part * IDS_PER_LIST, (part + 1) * IDS_PER_LIST).join(','),
	}));
}

/** Returns whether the list was read to its end. */
async function readList(
	shop: Shop,
	{ polled, query, changesOf }: List,
	{ take, mayGoOn }: ReplayRequest,
	broken: Broken,
): Promise<Result<boolean>> {
	const notes = newNotes();
	const readAt = pageReader({ shop, polled, notes, hasBudget: mayGoOn }, query);
	let position = START;
	while (mayGoOn()) {
		const page = await seekPage(readAt, position, polled.pageSize);
		if (!page.ok) return page;
		const odd = notes.broken.splice(0);
		broken.first ??= odd[0]?.cause;
		broken.count += odd.length;
		await take(changesOf(page.value.rows, page.value.serverNow));
		position = page.value.position;
		if (page.value.end) return ok(true);
	}
	return ok(false);
}

function brokenWarning({ store }: Shop, { count }: Broken, cause: string): string {
	const objects = count === 1 ? '1 object' : `${count} objects`;
	return `The replay has no events of ${objects} that ${store.account} could not return. ${cause}`;
}
