import { failure, PROBLEM, success, type Outcome } from '../core/problem';
import { planSubscriptions } from '../core/subscription';
import type { Subscriptions } from '../core/vendor';
import { readPages } from '../host/pages';
import { readAnswerJson } from './answers';
import { list, send, type Row, type Shop } from './api';
import type { Connection } from './connection';
import { webhookSecret } from './webhookSecret';

/** A webhook as it should be. */
export interface Wanted {
	topic: string;
	address: string;
	secret: string;
	/** Its deliveries are not proven, so its secret may be another. */
	isDoubted: boolean;
}

/** A webhook as the shop shows it; its secret it never shows (measured). */
export interface Webhook {
	id: number;
	topic: string;
	address: string;
	/** `active`, `paused` or `disabled`. */
	status: string;
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
	wanted: ({ topics, secret, doubts }, address) =>
		topics.map((topic) => ({
			topic,
			address,
			secret: webhookSecret(secret, address, topic),
			isDoubted: doubts.has(address, topic),
		})),
	list: listWebhooks,
	plan: (wanted, existing, address) =>
		planSubscriptions(wanted, existing, {
			keyOfWanted: ({ topic }) => topic,
			keyOfExisting: ({ topic }) => topic,
			isOurs: (one) => one.address === address,
			isCurrent: ({ status }, { isDoubted }) => status === 'active' && !isDoubted,
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

/** By pages: this list ignores `offset` (woocommerce/woocommerce issue 66818). */
async function listWebhooks({ shop }: Connection): Promise<Outcome<Webhook[]>> {
	return await readPages(
		`${shop.store.account}'s list of webhooks`,
		MOST_PAGES,
		async (cursor = '1') => {
			const page = Number(cursor);
			const query = { per_page: String(PAGE), page: cursor, orderby: 'id', order: 'asc' };
			const read = await list(shop, PATH, query);
			if (!read.ok) return read;
			const { rows, total } = read.value;
			const isLast = rows.length === 0 || page * PAGE >= total;
			return success({ rows: rows.map(readWebhook), next: isLast ? undefined : String(page + 1) });
		},
	);
}

function readWebhook({ id, topic, delivery_url, status }: Row): Webhook {
	return {
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
	{ shop, doubts }: Connection,
	method: 'POST' | 'PUT',
	path: string,
	{ topic, address, secret }: Wanted,
): Promise<Outcome<undefined>> {
	const wanted = { name: `n8n: ${topic}`, topic, delivery_url: address, secret, status: 'active' };
	const answer = await write(shop, topic, method, path, { json: wanted });
	if (!answer.ok) return answer;
	doubts.forget(address, topic);
	const made = readWebhook(answer.value as Row);
	if (made.topic === topic && made.address === address && made.status === 'active')
		return success(undefined);
	await remove({ shop }, made);
	return failure(
		PROBLEM.unexpected,
		`${shop.store.account} did not store the webhook ${topic} as it was told to. Check how the topic is spelled, and the plugins that change webhooks.`,
	);
}

async function remove(
	{ shop }: Pick<Connection, 'shop'>,
	{ id, topic }: Webhook,
): Promise<Outcome<unknown>> {
	// Without `force` it is 501: webhooks have no trash.
	return await write(shop, topic, 'DELETE', `${PATH}/${id}`, { query: { force: 'true' } });
}

async function write(
	shop: Shop,
	topic: string,
	method: 'POST' | 'PUT' | 'DELETE',
	path: string,
	what: Parameters<typeof send>[3],
): Promise<Outcome<unknown>> {
	const answer = await send(shop, method, path, what);
	if (!answer.ok) return answer;
	const { status, body } = answer.value;
	// 404 since WooCommerce 9.2, 400 before (woocommerce/woocommerce pull 48729).
	const isUnknown = body.includes('"woocommerce_rest_shop_webhook_invalid_id"');
	if (method === 'DELETE' && isUnknown) return success(undefined);
	// The same key was good for reading the list a moment before.
	if (status === 401 || status === 403)
		return failure(
			PROBLEM.forbidden,
			`${shop.store.account} lets this consumer key read its webhooks, but not change them. Create a key with the permission Read/Write, for a user who may manage the shop, in WooCommerce > Settings > Advanced > REST API.`,
		);
	const json = readAnswerJson(answer.value, shop.store.account);
	return json.ok ? json : failure(json.problem.reason, `Webhook ${topic}: ${json.problem.message}`);
}
