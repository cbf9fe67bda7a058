import type { Call } from '../http';
import type { JsonObject, JsonValue } from '../json';
import { badRequest, notFound, Refusal } from './errors';
import type { EventLog } from './events';
import {
	ALL_FILES,
	lineOf,
	miniUser,
	presentItem,
	type BoxItem,
	type Items,
	type ItemType,
} from './items';
import type { Session } from './tokens';
import type { WebhookStore } from './webhooks';

/** What an API call comes to: a status and, but for 204, a body. */
export interface ApiAnswer {
	status: number;
	body?: JsonObject;
	/** Whether the position of an event stream is written as a number. */
	isNumber?: boolean;
}

interface Setup {
	items: Items;
	webhooks: WebhookStore;
	events: EventLog;
	enterpriseId: string;
}

type Handler = (session: Session, id: string, call: Call, setup: Setup) => ApiAnswer;

const LARGEST_FOLDER_PAGE = 1000;

/** The calls that the sandbox knows, by method and path below `/2.0`. */
const ROUTES: Record<string, Handler> = {
	'GET /users/me': ({ user }, _, call, { enterpriseId }) => {
		const enterprise = { type: 'enterprise', id: enterpriseId, name: 'Acme' };
		return ok(pick({ ...miniUser(user), status: 'active', enterprise }, call));
	},
	'GET /folders/:id': (session, id, call, setup) =>
		ok(pick(presentItem(findActive(session, 'folder', id, setup)), call)),
	'GET /files/:id': (session, id, call, setup) =>
		ok(pick(presentItem(findActive(session, 'file', id, setup)), call)),
	'GET /events': ({ app, user }, _, call, { events }) => {
		const session = { app, user };
		const isAdmin = app.mayManageEnterprise && user === app.serviceAccount;
		return { status: 200, ...events.read(session, queryOf(call), isAdmin) };
	},
	'GET /files/:id/trash': (session, id, call, setup) =>
		ok(pick(presentItem(findTrashed(session, 'file', id, setup)), call)),
	'GET /folders/:id/trash': (session, id, call, setup) =>
		ok(pick(presentItem(findTrashed(session, 'folder', id, setup)), call)),
	'GET /folders/:id/items': (session, id, call, setup) => ok(listItems(session, id, call, setup)),
	'GET /webhooks': (session, _, call, { webhooks }) =>
		ok(webhooks.list(managing(session), queryOf(call))),
	'GET /webhooks/:id': (session, id, _, { webhooks }) => ok(webhooks.show(managing(session), id)),
	'POST /webhooks': (session, _, call, { webhooks }) => ({
		status: 201,
		body: webhooks.create(managing(session), bodyOf(call)),
	}),
	'PUT /webhooks/:id': (session, id, call, { webhooks }) =>
		ok(webhooks.update(managing(session), id, bodyOf(call))),
	'DELETE /webhooks/:id': (session, id, _, { webhooks }) => {
		webhooks.remove(managing(session), id);
		return { status: 204 };
	},
};

/** Answers a call of a session, or throws a `Refusal`. */
export function answerCall(session: Session, call: Call, setup: Setup): ApiAnswer {
	const path = call.path.slice('/2.0'.length);
	const exact = ROUTES[`${call.method} ${path}`];
	if (exact !== undefined) return exact(session, '', call, setup);
	const [, resource, id, rest = ''] = /^\/(\w+)\/([^/]+)(\/\w+)?$/.exec(path) ?? [];
	const handler = ROUTES[`${call.method} /${resource}/:id${rest}`];
	if (handler === undefined) throw new Refusal(404, 'not_found', 'Not Found');
	if (!/^\d+$/.test(id)) throw notFound(resource, id);
	return handler(session, id, call, setup);
}

function ok(body: JsonObject): ApiAnswer {
	return { status: 200, body };
}

function managing(session: Session): Session {
	if (session.app.mayManageWebhooks) return session;
	throw new Refusal(
		403,
		'insufficient_scope',
		'The request requires higher privileges than provided by the access token.',
	);
}

function findItem({ user }: Session, type: ItemType, id: string, { items }: Setup): BoxItem {
	const item = items.find(type, id, user);
	if (item === undefined) throw notFound(type, id);
	return item;
}

/** An item in the trash is found nowhere else (https://developer.box.com/reference/get-files-id). */
function findActive(session: Session, type: ItemType, id: string, setup: Setup): BoxItem {
	const item = findItem(session, type, id, setup);
	if (lineOf(item).some(({ trashed }) => trashed !== null)) throw notFound(type, id);
	return item;
}

/** An item that is not in the trash is not found there (https://developer.box.com/reference/get-files-id-trash). */
function findTrashed(session: Session, type: ItemType, id: string, setup: Setup): BoxItem {
	const item = findItem(session, type, id, setup);
	if (item.trashed === null) throw notFound(type, id);
	return item;
}

/** Marker-based paging, which the reference recommends. Offsets are not simulated, and are rejected. */
function listItems(session: Session, id: string, call: Call, setup: Setup): JsonObject {
	const query = queryOf(call);
	if (query.get('usemarker') !== 'true')
		throw badRequest('usemarker', 'Only markers are known here');
	const limit = Number(query.get('limit') ?? 100);
	if (!(limit >= 1 && limit <= LARGEST_FOLDER_PAGE)) throw badRequest('limit', 'Invalid limit');
	const folder = id === ALL_FILES ? ALL_FILES : findItem(session, 'folder', id, setup);
	const all = setup.items.list(folder, session.user);
	const marker = query.get('marker');
	const first = marker === null ? 0 : Number(Buffer.from(marker, 'base64url').toString());
	if (!Number.isInteger(first)) throw badRequest('marker', `Invalid marker '${marker}'.`);
	const next = first + limit;
	const following = Buffer.from(String(next)).toString('base64url');
	return {
		entries: all.slice(first, next).map((item) => pick(presentItem(item), call)),
		limit,
		next_marker: next < all.length ? following : '',
	};
}

/** `fields` selects the fields; type and id are always included. */
function pick(shown: JsonObject, call: Call): JsonObject {
	const fields = queryOf(call).get('fields')?.split(',');
	if (fields === undefined) return shown;
	const names = ['type', 'id', ...fields];
	return Object.fromEntries(Object.entries(shown).filter(([name]) => names.includes(name)));
}

function queryOf({ query }: Call): URLSearchParams {
	return new URLSearchParams(query);
}

function bodyOf({ headers, body }: Call): JsonValue {
	try {
		if (/^application\/json\b/.test(headers['content-type'] ?? '')) return JSON.parse(body);
	} catch {
		// Rejected below, like a body of another type.
	}
	throw new Refusal(400, 'bad_request', 'Entity body should be a correctly nested resource');
}
