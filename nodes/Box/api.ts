import { z } from 'zod';

import { isObject } from '../core/json';
import { err, ok, PROBLEM, unexpected, type ProblemReason, type Result } from '../core/result';
import { textList } from '../core/listSchemas';
import { isPathId } from '../core/text/pathId';
import { serverTime, type HttpAnswer, type HttpRequest, type Send } from '../host/http';
import { readPages, type CursorPage } from '../host/pages';
import { shownName } from '../host/vendorErrors';
import { readAnswerJson, type Area } from './apiErrors';
import { nameOf, type Target } from './targets';
import { TARGET_TYPES } from './triggers';

/** Box's API for one user of one app. */
export interface Box {
	/** Scheme and host, without a trailing slash. */
	url: string;
	send: Send;
}

/** A webhook that the node needs. */
export interface WantedWebhook {
	target: Target;
	address: string;
	/** Sorted. */
	triggers: string[];
}

/** A webhook of this app and user at Box. */
export interface Webhook extends Omit<WantedWebhook, 'target'> {
	id: string;
	/** Null if its file or folder no longer exists. */
	target: Target | null;
}

/** A file or folder in a listing. */
export interface Item {
	type: string;
	id: string;
	name: string;
}

const boxId = z.string().refine(isPathId);
const target = z.object({ type: z.enum(TARGET_TYPES), id: boxId });
/** A part with an unexpected form is dropped. The node did not create such a webhook, which must not prevent reading the others. */
const webhook = z.object({
	id: boxId,
	target: target.nullable().catch(null),
	address: z.string().max(2_048).catch(''),
	triggers: textList(100).catch([]),
});
const mini = webhook.pick({ id: true, target: true });
const user = z.object({ id: boxId });
const item = z.object({ type: z.string(), id: boxId, name: z.string() });
const trashed = z.record(z.string(), z.unknown());
const page = z.object({ entries: z.array(z.unknown()), next_marker: z.string().nullish() });
/**
 * Box writes positions as texts or as numbers beyond 2^53, which `parseJson` reads as texts. The limit leaves room for the
 * dates that a cursor stores with a position (`Cursor.positions`).
 */
const position = z
	.union([z.string(), z.number().int()])
	.transform(String)
	.refine((text) => /^[\w.:+/=-]{1,150}$/.test(text));
/** The `limit` of the largest page of events (https://developer.box.com/reference/get-events). */
export const LARGEST_EVENT_PAGE = 500;
const eventPage = z.object({
	// A page is read without a pause, so a longer one could block n8n.
	entries: z.array(z.unknown()).max(LARGEST_EVENT_PAGE),
	next_stream_position: position,
});
const place = z.object({ parent: z.unknown(), path_collection: z.unknown() }).partial();
type Shape<Value> = z.ZodType<Value, z.ZodTypeDef, unknown>;

/** Largest page of webhooks and of a folder. */
const PAGE = '1000';
/** Limits a folder to 100,000 entries. */
export const MOST_PAGES = 100;
/** Twice the number that Box allows for an app and a user. Each webhook costs a request. */
const MOST_WEBHOOKS = 2000;
/** How many webhooks are read at the same time. */
const AT_ONCE = 10;

/** Returns the user of the access token (https://developer.box.com/reference/get-users-me). */
export async function whoAmI(box: Box): Promise<Result<{ id: string }>> {
	return await ask(box, user, 'to Box for the user of the access token', {
		method: 'GET',
		path: '/users/me',
		query: { fields: 'id' },
	});
}

/** Returns a page of a folder (https://developer.box.com/reference/get-folders-id-items). */
export async function listFolder(
	box: Box,
	folderId: string,
	marker?: string,
): Promise<Result<CursorPage<Item>>> {
	const path = `/folders/${encodeURIComponent(folderId)}/items`;
	const query = { fields: 'id,type,name', usemarker: 'true' };
	return await readPage(box, item, `to list folder ${folderId}`, { path, query }, marker);
}

/** Why one webhook is left out of the list: it was removed after the list was read, or Box does not show it. */
const UNREADABLE: readonly ProblemReason[] = [PROBLEM.notFound, PROBLEM.forbidden];

/**
 * Returns all webhooks of this app and user that can be read. Their list contains neither addresses nor triggers, so
 * each webhook costs one more request.
 */
export async function listWebhooks(box: Box): Promise<Result<Webhook[]>> {
	const listed = await listTargets(box);
	if (!listed.ok) return listed;
	const ids = [...new Set(listed.value.map(({ id }) => id))];
	if (ids.length > MOST_WEBHOOKS)
		return unexpected(
			`The webhooks at Box were not checked: the app and user have ${ids.length}, and the node reads at most ${MOST_WEBHOOKS}. Remove some in the Developer Console (your app > Webhooks), or use another Box app.`,
		);
	const webhooks: Webhook[] = [];
	for (let first = 0; first < ids.length; first += AT_ONCE) {
		const looked = await Promise.all(
			ids.slice(first, first + AT_ONCE).map(async (id) => await getWebhook(box, id)),
		);
		for (const one of looked) {
			if (one.ok) webhooks.push(one.value);
			else if (!UNREADABLE.includes(one.problem.reason)) return one;
		}
	}
	return ok(webhooks);
}

/** Returns ids and targets of all webhooks (https://developer.box.com/reference/get-webhooks). */
async function listTargets(box: Box): Promise<Result<Array<Pick<Webhook, 'id' | 'target'>>>> {
	const readFrom = async (marker?: string) =>
		await readPage(box, mini, 'to list webhooks', { path: '/webhooks' }, marker);
	const mostRows = MOST_PAGES * Number(PAGE);
	return await readPages("Box's list of webhooks", MOST_PAGES, readFrom, mostRows);
}

/** Returns a webhook (https://developer.box.com/reference/get-webhooks-id). */
async function getWebhook(box: Box, id: string): Promise<Result<Webhook>> {
	const found = await ask(box, webhook, `to read webhook ${id}`, {
		method: 'GET',
		path: `/webhooks/${encodeURIComponent(id)}`,
	});
	return found.ok ? ok({ ...found.value, triggers: [...found.value.triggers].sort() }) : found;
}

/**
 * Returns name and parent of an item in the trash (https://developer.box.com/reference/get-files-id-trash and
 * …/get-folders-id-trash).
 */
export async function getTrashed(
	box: Box,
	{ type, id }: Target,
): Promise<Result<Record<string, unknown>>> {
	return await ask(box, trashed, `to read ${type} ${id} in the trash`, {
		method: 'GET',
		path: `/${type}s/${encodeURIComponent(id)}/trash`,
		query: { fields: 'name,parent' },
	});
}

/** A page of an event stream. */
export interface EventPage {
	entries: unknown[];
	/** Where the next page begins. */
	position: string;
	/** Length of the page, in bytes. */
	bytes: number;
	/** Box's clock, in epoch milliseconds. */
	serverNow: number;
}

/**
 * Returns a page of an event stream (https://developer.box.com/reference/get-events).
 *
 * @param now n8n's clock, for a response without a `Date`
 */
export async function readEvents(
	box: Box,
	query: Record<string, string>,
	now: () => number,
): Promise<Result<EventPage>> {
	const doing = 'to read events';
	const request = { method: 'GET', path: '/events', query } as const;
	const answer = await sendTo(box, request);
	if (!answer.ok) return answer;
	const read = readAs(eventPage, doing, request, answer.value);
	if (!read.ok) return read;
	return ok({
		entries: read.value.entries,
		position: read.value.next_stream_position,
		bytes: answer.value.body.length,
		serverNow: serverTime(answer.value, now),
	});
}

/**
 * Returns `parent` and `path_collection` of a file or folder, also if it is in the trash. They are as Box sent them
 * (https://developer.box.com/reference/get-folders-id, …/get-folders-id-trash and the same for files).
 */
export async function getPlace(
	box: Box,
	{ type, id }: Target,
): Promise<Result<{ parent?: unknown; path_collection?: unknown }>> {
	const request = (suffix: string) => ({
		method: 'GET' as const,
		path: `/${type}s/${encodeURIComponent(id)}${suffix}`,
		query: { fields: 'parent,path_collection' },
	});
	const doing = `to find the folder of ${type} ${id}`;
	const active = await ask(box, place, doing, request(''));
	const isGone = !active.ok && active.problem.reason === PROBLEM.notFound;
	return isGone ? await ask(box, place, doing, request('/trash')) : active;
}

/** Creates a webhook (https://developer.box.com/reference/post-webhooks). */
export async function createWebhook(box: Box, wanted: WantedWebhook): Promise<Result<unknown>> {
	const made = await ask(box, webhook, `to create a webhook on ${nameOf(wanted.target)}`, {
		method: 'POST',
		path: '/webhooks',
		body: wanted,
	});
	return made.ok ? made : await explainConflict(box, wanted.target, 'created', made);
}

/** Changes a webhook (https://developer.box.com/reference/put-webhooks-id). */
export async function updateWebhook(
	box: Box,
	id: string,
	wanted: WantedWebhook,
): Promise<Result<unknown>> {
	const changed = await ask(box, webhook, `to update webhook ${id} for ${nameOf(wanted.target)}`, {
		method: 'PUT',
		path: `/webhooks/${encodeURIComponent(id)}`,
		body: wanted,
	});
	return changed.ok ? changed : await explainConflict(box, wanted.target, 'changed', changed);
}

/** Removes a webhook if it still exists (https://developer.box.com/reference/delete-webhooks-id). */
export async function deleteWebhook(box: Box, id: string): Promise<Result<unknown>> {
	const removed = await ask(box, z.unknown(), `to remove webhook ${id}`, {
		method: 'DELETE',
		path: `/webhooks/${encodeURIComponent(id)}`,
	});
	const isGone = !removed.ok && removed.problem.reason === PROBLEM.notFound;
	return isGone ? ok(undefined) : removed;
}

/** Explains a 409 by the webhook that caused it, because Box does not name that webhook. */
async function explainConflict(
	box: Box,
	wanted: Target,
	action: 'created' | 'changed',
	failed: Extract<Result<unknown>, { ok: false }>,
): Promise<Result<unknown>> {
	if (failed.problem.reason !== PROBLEM.conflict) return failed;
	const holder = await findHolder(box, wanted);
	const which =
		holder === undefined
			? 'the same app and user already have a webhook on it'
			: `webhook ${shownName(holder.id)} is already on it and calls ${shownName(holder.address.split('?')[0]) || 'an unknown URL'}`;
	return err(
		PROBLEM.conflict,
		`The webhook on ${nameOf(wanted)} was not ${action}: ${which}, and Box allows only one. Deactivate the workflow that uses the existing webhook, which may be this workflow during a test. Or remove that webhook in the Developer Console (your app > Webhooks), or use another Box app.`,
	);
}

/** Caches the targets of all webhooks, as read at the first conflict of each connection. */
const targetsAtConflict = new WeakMap<Box, ReturnType<typeof listTargets>>();

/** Returns the webhook on a target if Box shows it. */
async function findHolder(box: Box, wanted: Target): Promise<Webhook | undefined> {
	const listing = targetsAtConflict.get(box) ?? listTargets(box);
	targetsAtConflict.set(box, listing);
	const listed = await listing;
	const mini = listed.ok
		? listed.value.find(({ target }) => target?.type === wanted.type && target.id === wanted.id)
		: undefined;
	const holder = mini && (await getWebhook(box, mini.id));
	return holder?.ok ? holder.value : undefined;
}

interface BoxRequest extends Pick<HttpRequest, 'method' | 'query'> {
	path: string;
	body?: object;
}

/** Returns a page of a list, without entries that have an unexpected form. */
async function readPage<Row>(
	box: Box,
	shape: Shape<Row>,
	doing: string,
	{ path, query }: Pick<BoxRequest, 'path' | 'query'>,
	marker: string | undefined,
): Promise<Result<CursorPage<Row>>> {
	const answer = await ask(box, page, doing, {
		method: 'GET',
		path,
		query: { ...query, limit: PAGE, ...(marker === undefined ? {} : { marker }) },
	});
	if (!answer.ok) return answer;
	const { entries, next_marker: next } = answer.value;
	// This cheap check comes first: the schema needs seconds to report half a million invalid entries.
	const known = entries.filter((entry) => isObject(entry) && typeof entry.id === 'string');
	return ok({
		rows: known.flatMap((entry) => shape.safeParse(entry).data ?? []),
		next: next || undefined,
	});
}

async function ask<Value>(
	box: Box,
	shape: Shape<Value>,
	doing: string,
	request: BoxRequest,
): Promise<Result<Value>> {
	const answer = await sendTo(box, request);
	return answer.ok ? readAs(shape, doing, request, answer.value) : answer;
}

async function sendTo(
	box: Box,
	{ method, path, query, body }: BoxRequest,
): Promise<Result<HttpAnswer>> {
	return await box.send({
		method,
		url: `${box.url}/2.0${path}`,
		query,
		headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
		body: body && Buffer.from(JSON.stringify(body)),
	});
}

/** Returns what a request is about, which determines the permission that it needs. */
function areaOf({ path, query = {} }: BoxRequest): Area {
	if (path.startsWith('/webhooks')) return 'webhooks';
	if (/^\/(files|folders)\//.test(path)) return 'items';
	const isOfEnterprise = path === '/events' && query.stream_type?.startsWith('admin_logs');
	return isOfEnterprise ? 'enterpriseEvents' : 'other';
}

function readAs<Value>(
	shape: Shape<Value>,
	doing: string,
	request: BoxRequest,
	answer: HttpAnswer,
): Result<Value> {
	const read = readAnswerJson(answer, doing, areaOf(request));
	if (!read.ok) return read;
	const parsed = shape.safeParse(read.value);
	if (parsed.success) return ok(parsed.data);
	const part = parsed.error.issues[0].path.join('.') || 'body';
	return unexpected(
		`The request ${doing} failed: Box's response lacks a valid ${part}. Try again later.`,
	);
}
