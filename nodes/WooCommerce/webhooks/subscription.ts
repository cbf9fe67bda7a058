import { readNaiveUtc } from '../../core/dates';
import { err, PROBLEM, ok, type Result } from '../../core/result';
import { planSubscriptions } from '../../core/subscriptionPlan';
import type { Subscriptions } from '../../core/vendor';
import { readPages } from '../../host/pages';
import { readAnswerJson } from '../apiErrors';
import { list, send, type Row, type Shop } from '../api';
import type { Connection } from './connection';
import { webhookSecret } from './webhookSecret';

/** A webhook as it should be. */
export interface Wanted {
	topic: string;
	address: string;
	secret: string;
	/** Since when deliveries fail to verify, so that its secret may be another; epoch milliseconds. */
	suspectSince?: number;
	/** When the shop last had a known reason to save it, epoch milliseconds. */
	explainedAt?: number;
}

/** A webhook as the shop shows it; its secret it never shows (measured). */
export interface Webhook {
	id: number;
	topic: string;
	address: string;
	/** `active`, `paused` or `disabled`. */
	status: string;
	/** When the shop saved it last, by this machine's clock in epoch milliseconds. */
	savedAt?: number;
}

const PATH = 'wc/v3/webhooks';
const PAGE = 100;
/** 10,000 webhooks; a total that lies must not be read for ever. */
const MOST_PAGES = 100;

/**
 * A shop's webhooks (https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks), one for each
 * topic. They are found again by their address.
 */
export const subscriptions: Subscriptions<Connection, Wanted, Webhook> = {
	wanted: ({ topics, secret, suspectSecrets: doubts }, address) =>
		topics.map((topic) => ({
			topic,
			address,
			secret: webhookSecret(secret, address, topic),
			suspectSince: doubts.sinceWhen(address, topic),
			explainedAt: doubts.explainedAt(address, topic),
		})),
	list: listWebhooks,
	plan: (wanted, existing, address) =>
		planSubscriptions(wanted, existing, {
			keyOfWanted: ({ topic }) => topic,
			keyOfExisting: ({ topic }) => topic,
			isOurs: (one) => one.address === address,
			isCurrent: (existing, wanted) => existing.status === 'active' && !hasFailed(existing, wanted),
		}),
	create: async (connection, wanted) => await put(connection, 'POST', PATH, wanted),
	// What waits to be delivered goes out only to a webhook that stays, so it is not made anew.
	update: async (connection, { id }, wanted) =>
		await put(connection, 'PUT', `${PATH}/${id}`, wanted),
	remove,
	describe: (one) => {
		const { topic, status = 'active' } = one as Partial<Webhook> & { topic: string };
		return status === 'active' ? topic : `${topic}, ${status}`;
	},
	restoredNote:
		'WooCommerce sends nothing again; only a WooCommerce Poll Trigger beside this one brings it.',
};

/** Dates have whole seconds, and so has the clock that they are compared by. */
const CLOCK_MS = 2_000;
/** A shop saves a webhook within moments after a delivery was answered, or after a change by the API. */
const SAVED_WITHIN_MS = 15_000;

/**
 * Whether a doubt is the shop's own. WooCommerce saves a webhook after each delivery, which counts its
 * failures, and when a person edits it (WC_Webhook::log_delivery, WC_Webhook_Data_Store::update). A
 * forged delivery moves no date in the shop. What a verified delivery or this node's own change explains
 * does not count.
 */
function hasFailed(
	{ savedAt }: Webhook,
	{ suspectSince: suspectSince, explainedAt = -Infinity }: Wanted,
): boolean {
	if (suspectSince === undefined || savedAt === undefined) return false;
	return savedAt >= suspectSince - CLOCK_MS && savedAt > explainedAt + SAVED_WITHIN_MS;
}

/** By pages: this list ignores `offset` (woocommerce/woocommerce issue 66818). */
async function listWebhooks({ shop }: Connection): Promise<Result<Webhook[]>> {
	return await readPages(
		`${shop.store.account}'s list of webhooks`,
		MOST_PAGES,
		async (cursor = '1') => {
			const page = Number(cursor);
			const query = { per_page: String(PAGE), page: cursor, orderby: 'id', order: 'asc' };
			const read = await list(shop, PATH, query);
			if (!read.ok) return read;
			const { rows, total, serverNow } = read.value;
			const behindMs = shop.now() - serverNow;
			const isLast = rows.length === 0 || page * PAGE >= total;
			return ok({
				rows: rows.map((row) => readWebhook(row, behindMs)),
				next: isLast ? undefined : String(page + 1),
			});
		},
	);
}

/** @param behindMs how far the shop's clock is behind this machine's */
function readWebhook(row: Row, behindMs = 0): Webhook {
	const { id, topic, delivery_url, status, date_modified_gmt } = row;
	const saved = readNaiveUtc(date_modified_gmt);
	return {
		...(saved === undefined ? {} : { savedAt: saved + behindMs }),
		id: Number(id),
		topic: String(topic),
		address: String(delivery_url),
		status: String(status),
	};
}

/**
 * Makes or changes a webhook, and looks at what came of it: a topic that WooCommerce knows in another
 * spelling passes its check and is then stored as none.
 */
async function put(
	{ shop, suspectSecrets: doubts }: Connection,
	method: 'POST' | 'PUT',
	path: string,
	{ topic, address, secret }: Wanted,
): Promise<Result<undefined>> {
	const wanted = { name: `n8n: ${topic}`, topic, delivery_url: address, secret, status: 'active' };
	const answer = await write(shop, topic, method, path, { json: wanted });
	if (!answer.ok) return answer;
	doubts.forget(address, topic, shop.now());
	const made = readWebhook(answer.value as Row);
	if (made.topic === topic && made.address === address && made.status === 'active')
		return ok(undefined);
	await remove({ shop }, made);
	return err(
		PROBLEM.unexpected,
		`${shop.store.account} did not store the webhook ${topic} as it was told to. Check how the topic is spelled, and the plugins that change webhooks.`,
	);
}

async function remove(
	{ shop }: Pick<Connection, 'shop'>,
	{ id, topic }: Webhook,
): Promise<Result<unknown>> {
	// Without `force` it is 501: webhooks have no trash.
	return await write(shop, topic, 'DELETE', `${PATH}/${id}`, { query: { force: 'true' } });
}

async function write(
	shop: Shop,
	topic: string,
	method: 'POST' | 'PUT' | 'DELETE',
	path: string,
	what: Parameters<typeof send>[3],
): Promise<Result<unknown>> {
	const answer = await send(shop, method, path, what);
	if (!answer.ok) return answer;
	const { status, body } = answer.value;
	// 404 since WooCommerce 9.2, 400 before (woocommerce/woocommerce pull 48729).
	const isUnknown = body.includes('"woocommerce_rest_shop_webhook_invalid_id"');
	if (method === 'DELETE' && isUnknown) return ok(undefined);
	// The same key was good for reading the list a moment before.
	if (status === 401 || status === 403)
		return err(
			PROBLEM.forbidden,
			`${shop.store.account} lets this consumer key read its webhooks, but not change them. Create a key with the permission Read/Write, for a user who may manage the shop, in WooCommerce > Settings > Advanced > REST API.`,
		);
	const json = readAnswerJson(answer.value, shop.store.account);
	return json.ok ? json : err(json.problem.reason, `Webhook ${topic}: ${json.problem.message}`);
}
