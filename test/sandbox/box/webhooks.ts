import { BlockList, isIP } from 'node:net';

import published from '../../vectors/boxTriggers.json';
import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import { badRequest, notFound, Refusal } from './errors';
import { ALL_FILES, miniUser, pacific, type Items, type ItemType } from './items';
import type { Session } from './tokens';

/** A webhook V2. */
export interface BoxWebhook extends Session {
	readonly id: string;
	target: { id: string; type: ItemType };
	address: string;
	triggers: string[];
	readonly created: number;
	/** Of the last delivery that was answered 2xx, and of the last event. */
	lastSuccess: number;
	lastEvent: number;
}

type Fields = Pick<BoxWebhook, 'target' | 'address' | 'triggers'>;

/** Per application and user (https://developer.box.com/guides/webhooks/v2/limitations-v2). */
const MOST_WEBHOOKS = 1000;
const DEFAULT_LIMIT = 100;

const PRIVATE = new BlockList();
PRIVATE.addSubnet('0.0.0.0', 8);
PRIVATE.addSubnet('10.0.0.0', 8);
PRIVATE.addSubnet('127.0.0.0', 8);
PRIVATE.addSubnet('169.254.0.0', 16);
PRIVATE.addSubnet('172.16.0.0', 12);
PRIVATE.addSubnet('192.168.0.0', 16);

interface Setup {
	items: Items;
	now(): number;
	/** Maximum number of webhooks of a page. Box says 1000 and may lower it. */
	largestPage: number;
	takesAnyUrl: boolean;
}

/** All webhooks, and the rules by which Box takes them. */
export class WebhookStore {
	private readonly webhooks = new Map<string, BoxWebhook>();
	private readonly concealed = new Set<string>();
	private readonly targetless = new Set<string>();
	private lastId = 50;

	constructor(private readonly setup: Setup) {}

	all(): BoxWebhook[] {
		return [...this.webhooks.values()];
	}

	/** Removes a webhook of any user. */
	drop(id: string): void {
		if (!this.webhooks.delete(id)) throw new Error(`The sandbox has no webhook ${id}`);
	}

	/** Lets a webhook be listed, but not read. */
	conceal(id: string): void {
		this.concealed.add(id);
	}

	/** Lets a webhook outlive its file or folder, which Box shows as a target of null. */
	loseTarget(id: string): void {
		this.targetless.add(id);
	}

	/** GET /webhooks: minis, of this app and this user only, in pages. */
	list(session: Session, query: URLSearchParams): JsonObject {
		const given = query.get('limit') ?? String(DEFAULT_LIMIT);
		if (!/^[1-9]\d*$/.test(given)) throw badRequest('limit', `Invalid value '${given}'.`);
		const limit = Math.min(Number(given), this.setup.largestPage);
		const after = readMarker(query.get('marker'));
		const rest = this.of(session).filter(({ id }) => Number(id) > after);
		const page = rest.slice(0, limit);
		const next = rest.length > limit ? writeMarker(page[page.length - 1].id) : undefined;
		const entries = page.map(({ id, target }) => ({
			id,
			type: 'webhook',
			target: this.targetless.has(id) ? null : { ...target },
		}));
		return { entries, limit, ...(next !== undefined && { next_marker: next }) };
	}

	/** GET /webhooks/{id} */
	show(session: Session, id: string): JsonObject {
		const shown = present(this.known(session, id));
		if (this.concealed.has(id)) {
			const message = 'Access denied - insufficient permission';
			throw new Refusal(403, 'access_denied_insufficient_permissions', message);
		}
		return this.targetless.has(id) ? { ...shown, target: null } : shown;
	}

	/** POST /webhooks */
	create(session: Session, body: JsonValue): JsonObject {
		const given = readFields(body, ['target', 'address', 'triggers']);
		const fields = this.check(session, given as Fields);
		if (this.of(session).length >= MOST_WEBHOOKS)
			throw new Refusal(400, 'bad_request', 'Maximum number of webhooks reached');
		const now = this.setup.now();
		const webhook: BoxWebhook = {
			id: String(++this.lastId),
			app: session.app,
			user: session.user,
			...fields,
			created: now,
			lastSuccess: now,
			lastEvent: now,
		};
		this.webhooks.set(webhook.id, webhook);
		return present(webhook);
	}

	/** PUT /webhooks/{id}: any of the fields. */
	update(session: Session, id: string, body: JsonValue): JsonObject {
		const webhook = this.known(session, id);
		const given = readFields(body, []);
		const { target, address, triggers } = { ...webhook, ...given };
		Object.assign(webhook, this.check(session, { target, address, triggers }, id));
		this.targetless.delete(id);
		return present(webhook);
	}

	/** DELETE /webhooks/{id} */
	remove(session: Session, id: string): void {
		this.webhooks.delete(this.known(session, id).id);
	}

	private of({ app, user }: Session): BoxWebhook[] {
		return this.all().filter((webhook) => webhook.app === app && webhook.user === user);
	}

	private known(session: Session, id: string): BoxWebhook {
		const webhook = this.of(session).find((one) => one.id === id);
		if (webhook === undefined) throw notFound('webhook', id);
		return webhook;
	}

	private check(session: Session, { target, address, triggers }: Fields, own?: string): Fields {
		if (!this.setup.takesAnyUrl) checkAddress(address);
		const isRoot = target.type === 'folder' && target.id === ALL_FILES;
		if (isRoot) throw badRequest('target', 'Webhooks are not allowed on the root folder');
		if (this.setup.items.find(target.type, target.id, session.user) === undefined)
			throw notFound('target', target.id);
		checkTriggers(triggers, target.type);
		const taken = this.of(session).find(
			(one) => one.target.type === target.type && one.target.id === target.id && one.id !== own,
		);
		if (taken !== undefined) {
			const message = 'Webhook already exists for this target, application and user';
			const errors = [{ reason: 'invalid_parameter', name: 'existing_webhook', message }];
			throw new Refusal(409, 'conflict', message, { errors });
		}
		return { target: { id: target.id, type: target.type }, address, triggers: [...triggers] };
	}
}

/** What a body says, each field of the type that the reference gives it, and no other field. */
function readFields(body: JsonValue, required: string[]): Partial<Fields> {
	if (!isJsonObject(body)) throw badRequest('body', 'The body has to be an object');
	const missing = required.find((name) => body[name] === undefined);
	if (missing !== undefined) throw badRequest(missing, `'${missing}' is required`);
	for (const [name, value] of Object.entries(body)) {
		if (!Object.hasOwn(SHAPES, name)) throw badRequest(name, `Unknown field '${name}'`);
		if (!SHAPES[name as keyof Fields](value)) throw badRequest(name, `Invalid '${name}'`);
	}
	return body as Partial<Fields>;
}

const SHAPES: Record<keyof Fields, (value: JsonValue) => boolean> = {
	target: (value) =>
		isJsonObject(value) &&
		(value.type === 'file' || value.type === 'folder') &&
		typeof value.id === 'string' &&
		/^\d+$/.test(value.id) &&
		Object.keys(value).length === 2,
	address: (value) => typeof value === 'string',
	triggers: (value) =>
		Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'),
};

const OTHER_NAMES = published.onlyInOpenApiAndSdk;

function checkTriggers(triggers: readonly string[], type: ItemType): void {
	for (const trigger of triggers) {
		const row = published.triggers.find((one) => one.trigger === trigger);
		const isGood = row === undefined ? OTHER_NAMES.includes(trigger) : row[type];
		if (!isGood) throw badRequest('triggers', `Trigger '${trigger}' is invalid for a ${type}`);
	}
}

/** Public https on 443 and not Box itself; names are not resolved here. */
function checkAddress(address: string): void {
	const url = URL.canParse(address) ? new URL(address) : undefined;
	const host = url?.hostname ?? '';
	const isPublic =
		isIP(host) === 4 ? !PRIVATE.check(host) : /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host);
	const isGood =
		url?.protocol === 'https:' &&
		url.port === '' &&
		`${url.username}${url.password}` === '' &&
		isPublic &&
		!/(^|\.)box\.com$/.test(host);
	if (!isGood) throw badRequest('address', 'Invalid notification URL');
}

function present(webhook: BoxWebhook): JsonObject {
	const { id, target, user, created, address, triggers } = webhook;
	return {
		id,
		type: 'webhook',
		target: { ...target },
		created_by: miniUser(user),
		created_at: pacific(created),
		address,
		triggers: [...triggers],
	};
}

function writeMarker(id: string): string {
	return Buffer.from(`{"type":"webhook","after":${id}}`).toString('base64url');
}

function readMarker(marker: string | null): number {
	if (marker === null) return 0;
	const [, id] = /"after":(\d+)/.exec(Buffer.from(marker, 'base64url').toString()) ?? [];
	if (id === undefined) throw badRequest('marker', `Invalid marker '${marker}'.`);
	return Number(id);
}
