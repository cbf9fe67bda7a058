import { z } from 'zod';

import { err, PROBLEM, ok, type Result } from '../core/result';
import type { HttpRequest, Send } from '../host/http';
import { readPages } from '../host/pages';
import { readAnswerJson } from './apiErrors';
import { nameOf, type Target } from './targets';
import { TARGET_TYPES } from './triggers';

/** Box's API, as one user of one app reaches it. */
export interface Box {
	/** Scheme and host, without a trailing slash. */
	url: string;
	send: Send;
}

/** What is asked of a webhook. */
export interface WantedWebhook {
	target: Target;
	address: string;
	/** Sorted. */
	triggers: string[];
}

/** A webhook that Box holds for this app and user. */
export interface Webhook extends WantedWebhook {
	id: string;
}

/** A file or folder in a listing. */
export interface Item {
	type: string;
	id: string;
	name: string;
}

const target = z.object({ type: z.enum(TARGET_TYPES), id: z.string() });
const webhook = z.object({
	id: z.string(),
	target,
	address: z.string(),
	triggers: z.array(z.string()),
});
const minis = z.object({
	entries: z.array(z.object({ id: z.string() })),
	next_marker: z.string().nullish(),
});
const user = z.object({ id: z.string() });
const items = z.object({
	entries: z.array(z.object({ type: z.string(), id: z.string(), name: z.string() })),
	next_marker: z.string().nullish(),
});

/** Largest page of webhooks and of a folder. */
const PAGE = '1000';
/** 100,000 entries of a folder. */
export const MOST_PAGES = 100;
/** Box allows 1,000 for an app and a user, and each costs a request. */
const MOST_WEBHOOKS = 2000;
/** How many webhooks are looked at side by side. */
const AT_ONCE = 10;

/** https://developer.box.com/reference/get-users-me */
export async function whoAmI(box: Box): Promise<Result<{ id: string }>> {
	return await ask(box, user, 'to say who the access token is for', {
		method: 'GET',
		path: '/users/me',
		query: { fields: 'id' },
	});
}

/** https://developer.box.com/reference/get-folders-id-items, a page of it. */
export async function listFolder(
	box: Box,
	folderId: string,
	marker?: string,
): Promise<Result<{ items: Item[]; next?: string }>> {
	const query = { fields: 'id,type,name', usemarker: 'true', limit: PAGE };
	const page = await ask(box, items, `to list folder ${folderId}`, {
		method: 'GET',
		path: `/folders/${folderId}/items`,
		query: { ...query, ...(marker === undefined ? {} : { marker }) },
	});
	if (!page.ok) return page;
	const next = page.value.next_marker || undefined;
	return ok({ items: page.value.entries, ...(next === undefined ? {} : { next }) });
}

/**
 * All webhooks of this app and user. The list (https://developer.box.com/reference/get-webhooks)
 * says neither address nor triggers, so that each is asked for: one request a webhook.
 */
export async function listWebhooks(box: Box): Promise<Result<Webhook[]>> {
	const readPage = async (marker?: string) => {
		const page = await ask(box, minis, 'to list its webhooks', {
			method: 'GET',
			path: '/webhooks',
			query: { limit: PAGE, ...(marker === undefined ? {} : { marker }) },
		});
		if (!page.ok) return page;
		const { entries, next_marker: next } = page.value;
		return ok({ rows: entries, next: next || undefined });
	};
	const mostRows = MOST_PAGES * Number(PAGE);
	const listed = await readPages("Box's list of webhooks", MOST_PAGES, readPage, mostRows);
	if (!listed.ok) return listed;
	const ids = [...new Set(listed.value.map(({ id }) => id))];
	if (ids.length > MOST_WEBHOOKS)
		return err(
			PROBLEM.unexpected,
			`Box lists ${ids.length} webhooks, more than the ${MOST_WEBHOOKS} that are looked at. Remove some in the Developer Console (your app > Webhooks), or use another Box app.`,
		);
	const webhooks: Webhook[] = [];
	for (let first = 0; first < ids.length; first += AT_ONCE) {
		const looked = await Promise.all(
			ids.slice(first, first + AT_ONCE).map(async (id) => await getWebhook(box, id)),
		);
		for (const one of looked) {
			if (one.ok) webhooks.push(one.value);
			// Somebody removed it since the list was made.
			else if (one.problem.reason !== PROBLEM.notFound) return one;
		}
	}
	return ok(webhooks);
}

/** https://developer.box.com/reference/get-webhooks-id */
async function getWebhook(box: Box, id: string): Promise<Result<Webhook>> {
	const found = await ask(box, webhook, `to show webhook ${id}`, {
		method: 'GET',
		path: `/webhooks/${encodeURIComponent(id)}`,
	});
	return found.ok ? ok({ ...found.value, triggers: [...found.value.triggers].sort() }) : found;
}

/** https://developer.box.com/reference/post-webhooks */
export async function createWebhook(box: Box, wanted: WantedWebhook): Promise<Result<unknown>> {
	const made = await ask(box, webhook, `to set a webhook on ${nameOf(wanted.target)}`, {
		method: 'POST',
		path: '/webhooks',
		body: wanted,
	});
	return made.ok ? made : await explainConflict(box, wanted.target, made);
}

/** https://developer.box.com/reference/put-webhooks-id */
export async function updateWebhook(
	box: Box,
	id: string,
	wanted: WantedWebhook,
): Promise<Result<unknown>> {
	const changed = await ask(box, webhook, `to set webhook ${id} on ${nameOf(wanted.target)}`, {
		method: 'PUT',
		path: `/webhooks/${id}`,
		body: wanted,
	});
	return changed.ok ? changed : await explainConflict(box, wanted.target, changed);
}

/** https://developer.box.com/reference/delete-webhooks-id; one that is gone already is fine. */
export async function deleteWebhook(box: Box, id: string): Promise<Result<unknown>> {
	const removed = await ask(box, z.unknown(), `to remove webhook ${id}`, {
		method: 'DELETE',
		path: `/webhooks/${id}`,
	});
	const isGone = !removed.ok && removed.problem.reason === PROBLEM.notFound;
	return isGone ? ok(undefined) : removed;
}

/** By connection: what Box held at its first conflict. A listing costs a request for each webhook. */
const explanations = new WeakMap<Box, Promise<Result<Webhook[]>>>();

/** Box answers 409 without saying which webhook is in the way; the user has to find it. */
async function explainConflict(
	box: Box,
	wanted: Target,
	refused: Extract<Result<unknown>, { ok: false }>,
): Promise<Result<unknown>> {
	if (refused.problem.reason !== PROBLEM.conflict) return refused;
	const held = await (explanations.get(box) ?? listWebhooks(box));
	explanations.set(box, Promise.resolve(held));
	const holder = held.ok
		? held.value.find(({ target: { type, id } }) => type === wanted.type && id === wanted.id)
		: undefined;
	const whose =
		holder === undefined
			? 'there is one already'
			: `webhook ${holder.id}, which calls ${holder.address.split('?')[0]}, is there already`;
	return err(
		PROBLEM.conflict,
		`Box allows one webhook for a file or folder, an app and a user, and on ${nameOf(wanted)} ${whose}. It was left as it is. Deactivate the workflow it belongs to (while a test waits, that may be this one), remove it in the Developer Console (your app > Webhooks), or use the credential of another Box app here.`,
	);
}

interface Question extends Pick<HttpRequest, 'method' | 'query'> {
	path: string;
	body?: object;
}

async function ask<Value>(
	box: Box,
	shape: z.ZodType<Value>,
	doing: string,
	{ method, path, query, body }: Question,
): Promise<Result<Value>> {
	const answer = await box.send({
		method,
		url: `${box.url}/2.0${path}`,
		query,
		headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
		body: body && Buffer.from(JSON.stringify(body)),
	});
	if (!answer.ok) return answer;
	const read = readAnswerJson(answer.value, doing);
	if (!read.ok) return read;
	const parsed = shape.safeParse(read.value);
	return parsed.success
		? ok(parsed.data)
		: err(
				PROBLEM.unexpected,
				`Box was asked ${doing} and its answer lacks what it should say (${parsed.error.issues[0].path.join('.')}).`,
			);
}
