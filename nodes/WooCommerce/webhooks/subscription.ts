import { readNaiveUtc } from '../../core/dates';
import { isObject } from '../../core/json';
import { err, PROBLEM, ok, type Result, unexpected } from '../../core/result';
import { planSubscriptions } from '../../core/subscriptionPlan';
import type { Subscriptions } from '../../core/vendor';
import { withoutTrailing } from '../../core/text/trailing';
import { readPages } from '../../host/pages';
import { shownName } from '../../host/vendorErrors';
import { readAnswerJson } from '../client/apiErrors';
import { list, read, send, type Row, type Shop } from '../client/api';
import type { Connection } from './connection';
import type { Suspicion } from './suspectSecrets';
import { TOPICS } from './topics';
import { webhookSecret } from './webhookSecret';

/** A webhook as it should exist. */
export interface Wanted extends Suspicion {
	topic: string;
	address: string;
	secret: string;
}

/** A webhook as the shop shows it, which never includes the secret (measured). */
export interface Webhook {
	id: number;
	topic: string;
	address: string;
	/** `active`, `paused`, `disabled`, or `unknown` for any other text. */
	status: string;
	/** When the shop last saved it, in epoch milliseconds by `Shop.steadyNow`. */
	savedAt?: number;
}

const PATH = 'wc/v3/webhooks';
const PAGE = 100;
/**
 * Maximum pages of the list: enough for 10,000 webhooks. Without a limit, a wrong total could make the list endless.
 */
const MOST_PAGES = 100;
/** Maximum bytes of the list. A webhook takes about a kilobyte. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * A shop's webhooks (https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks), one for each
 * topic. They are found by their address.
 */
export const subscriptions: Subscriptions<Connection, Wanted, Webhook> = {
	// WordPress sends to other addresses only if a filter permits it (wp_http_validate_url in wp-includes/http.php).
	callable: ({ allowsPrivateUrl }) =>
		allowsPrivateUrl
			? undefined
			: {
					vendor: 'WooCommerce',
					isHttpsOnly: false,
					ports: [80, 443, 8080],
					otherwise:
						' Or use the WooCommerce Poll Trigger, which needs no public URL. If your shop calls other URLs too, turn on Options > Allow Private Webhook URL.',
				},
	wanted: ({ topics, secret, suspectSecrets }, address) =>
		topics.map((topic) => ({
			topic,
			address,
			secret: webhookSecret(secret, address, topic),
			...suspectSecrets.of(address, topic),
		})),
	list: listCurrent,
	urlOf: ({ address }) => address,
	secretsOf: ({ secret }) => [secret],
	plan: (wanted, own) =>
		planSubscriptions(wanted, own, {
			keyOfWanted: ({ topic }) => topic,
			keyOfExisting: ({ topic }) => topic,
			isCurrent: (existing, wanted) =>
				existing.address === wanted.address &&
				existing.status === 'active' &&
				!hasFailed(existing, wanted),
		}),
	create: async (connection, wanted) =>
		explainLack(connection, wanted, await put(connection, 'POST', PATH, wanted)),
	// Queued deliveries are sent only to a webhook that still exists, so it is not replaced.
	update: async (connection, { id }, wanted) =>
		await put(connection, 'PUT', `${PATH}/${id}`, wanted),
	remove,
	describe: (one) => {
		const { topic, status = 'active' } = one as Partial<Webhook> & { topic: string };
		return status === 'active' ? topic : `${topic}, ${status}`;
	},
	restoredNote:
		'WooCommerce does not retry deliveries. Only a WooCommerce Poll Trigger finds the missed changes.',
};

/** Tolerance of comparisons, because dates and the clock that they are compared with have whole seconds. */
const CLOCK_MS = 2_000;
/**
 * Maximum time between a delivery or a change by the API and the save of the webhook. The shop saves a webhook after
 * the response to a delivery, for which it waits a minute (WC_Webhook::deliver).
 */
const SAVED_WITHIN_MS = 75_000;

/**
 * Returns whether the shop itself sent deliveries that failed to verify. WooCommerce saves a webhook after each
 * delivery, to count failures, and when a person edits it (WC_Webhook::log_delivery, WC_Webhook_Data_Store::update). A
 * forged delivery does not change a date in the shop. A save does not count if a verified delivery or a change by this
 * node explains it.
 */
function hasFailed(
	{ savedAt }: Webhook,
	{ suspectSince, explainedAt = -Infinity }: Wanted,
): boolean {
	if (suspectSince === undefined || savedAt === undefined) return false;
	return savedAt >= suspectSince - CLOCK_MS && savedAt > explainedAt + SAVED_WITHIN_MS;
}

/**
 * Lists the webhooks. If the list lacks a webhook that this process created and that still exists, the list comes from
 * a cache. It then returns a problem, so that the node changes nothing. Otherwise, each check would create the webhooks
 * again.
 */
async function listCurrent(connection: Connection): Promise<Result<Webhook[]>> {
	const listed = await listWebhooks(connection);
	if (!listed.ok) return listed;
	const { shop, createdWebhooks } = connection;
	const { account } = shop.store;
	const ids = new Set(listed.value.map(({ id }) => id));
	for (const { id, address } of createdWebhooks.missingIn(account, ids)) {
		const row = await read(shop, PATH, String(id));
		if (!row.ok) return row;
		if (row.value?.delivery_url === address)
			return unexpected(
				`Reading the webhooks of ${account} failed: the list does not contain the webhook ${id}, although it exists. So a cache is returning an outdated list. Exclude /wp-json/ from the caches of the shop and of the servers in front of it.`,
			);
		createdWebhooks.remove(account, id);
	}
	return listed;
}

/** Reads by pages: this list ignores `offset` (https://github.com/woocommerce/woocommerce/issues/66818). */
async function listWebhooks({ shop }: Connection): Promise<Result<Webhook[]>> {
	let bytes = 0;
	let read = 0;
	return await readPages(
		`${shop.store.account}'s list of webhooks`,
		MOST_PAGES,
		async (cursor = '1') => {
			const query = { per_page: String(PAGE), page: cursor, orderby: 'id', order: 'asc' };
			const listed = await list(shop, PATH, query);
			if (!listed.ok) return listed;
			bytes += listed.value.bytes;
			if (bytes > MOST_BYTES)
				return unexpected(
					`Reading the webhooks of ${shop.store.account} failed: the list has more than ${MOST_BYTES / 1024 / 1024} MB. Delete webhooks that are not needed, and check the plugins that change webhooks.`,
				);
			const { rows, total, serverNow } = listed.value;
			const { length = rows.length } = listed.value;
			read += length;
			const behindMs = shop.steadyNow() - serverNow;
			// A full page is never the last one: a proxy may have removed the total. A server may return fewer rows than asked.
			const isLast = length === 0 || (length < PAGE && read >= total);
			return ok({
				rows: rows.flatMap((row) => readWebhook(row, behindMs) ?? []),
				next: isLast ? undefined : String(Number(cursor) + 1),
			});
		},
	);
}

/** A node's own topics have no blanks. Any other text is only shown. */
const TOPIC = /^\S{1,200}$/;
const STATUSES: readonly string[] = ['active', 'paused', 'disabled'];

/**
 * @param behindMs how far the shop's clock is behind the monotonic clock of the process
 * @returns undefined for a malformed row. Such a webhook does not belong to the node, and must not prevent reading the
 *   others
 */
function readWebhook(row: Row, behindMs = 0): Webhook | undefined {
	const { id, topic, delivery_url: address, status, date_modified_gmt } = row;
	if (!Number.isSafeInteger(Number(id)) || typeof address !== 'string') return undefined;
	if (typeof topic !== 'string' || typeof status !== 'string') return undefined;
	const saved = readNaiveUtc(date_modified_gmt);
	return {
		...(saved === undefined ? {} : { savedAt: saved + behindMs }),
		...{ id: Number(id), topic: TOPIC.test(topic) ? topic : shownName(topic), address },
		status: STATUSES.includes(status) ? status : 'unknown',
	};
}

/** A shop can lack some topics. The other topics of the node must still be subscribed. */
function explainLack(
	{ shop, topics }: Connection,
	{ topic }: Wanted,
	created: Result<undefined>,
): Result<undefined> {
	const isUnknown = !created.ok && created.problem.message.includes('_webhook_invalid_topic');
	const lack = lackOf(topic);
	if (lack === undefined || !isUnknown) return created;
	const { problem } = err(
		PROBLEM.refused,
		`Creating the webhook ${topic} failed: ${shop.store.account} ${lack.cause}. ${lack.nextStep}.`,
	);
	const hasOthers = topics.some((other) => lackOf(other) === undefined);
	return { ok: false, problem: hasOthers ? { ...problem, isOptional: true } : problem };
}

function lackOf(topic: string) {
	return TOPICS.find((one) => one.topic === topic)?.lack;
}

/**
 * Creates or changes a webhook, and checks the result. WooCommerce accepts a topic with capital letters, but then
 * stores no topic.
 */
async function put(
	{ shop, suspectSecrets, createdWebhooks }: Connection,
	method: 'POST' | 'PUT',
	path: string,
	{ topic, address, secret }: Wanted,
): Promise<Result<undefined>> {
	const wanted = { name: `n8n: ${topic}`, topic, delivery_url: address, secret, status: 'active' };
	const answer = await write(shop, topic, method, path, { json: wanted });
	if (!answer.ok) return answer;
	suspectSecrets.forget(address, topic, shop.steadyNow());
	const made = isObject(answer.value) ? readWebhook(answer.value) : undefined;
	if (made?.topic === topic && made.address === address && made.status === 'active') {
		createdWebhooks.add(shop.store.account, made.id, address);
		return ok(undefined);
	}
	// A cache can respond with another webhook. A plugin can show another spelling of the URL.
	const isOwn =
		made?.address === address || (method === 'POST' && isSameUrl(made?.address, address));
	const removed = made && isOwn ? await remove({ shop, createdWebhooks }, made) : undefined;
	const left = made === undefined || removed?.ok ? '' : ` (ID ${made.id}, not removed)`;
	const doing = method === 'POST' ? 'Creating' : 'Changing';
	return unexpected(
		`${doing} the webhook ${topic} failed: ${shop.store.account} returned a different webhook${left}. Check the spelling of the topic, and the plugins that change webhooks.`,
	);
}

/** Returns whether two URLs differ at most in their scheme, their query and a slash at the end. */
function isSameUrl(shown: unknown, address: string): boolean {
	if (typeof shown !== 'string' || !URL.canParse(shown)) return false;
	const [left, right] = [new URL(shown), new URL(address)].map(
		({ host, pathname }) => host + withoutTrailing(pathname, '/'),
	);
	return left === right;
}

/**
 * Removes a webhook if it still calls the same URL. Ids of webhooks are small integers. If another shop or a backup has
 * replaced the listed shop, an id belongs to another webhook.
 */
async function remove(
	{ shop, createdWebhooks }: Pick<Connection, 'shop' | 'createdWebhooks'>,
	{ id, topic, address }: Webhook,
): Promise<Result<unknown>> {
	createdWebhooks.remove(shop.store.account, id);
	const row = await read(shop, PATH, String(id));
	if (!row.ok || row.value === undefined) return row;
	if (!isSameUrl(row.value.delivery_url, address))
		return unexpected(
			`Removing the webhook ${topic} failed: ${shop.store.account} returns the webhook ${id} with another Delivery URL than in its list. If that webhook calls n8n, delete it in WooCommerce > Settings > Advanced > Webhooks.`,
		);
	// Without `force`, WooCommerce returns 501, because webhooks have no trash.
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
	// 404 since WooCommerce 9.2, 400 before (https://github.com/woocommerce/woocommerce/pull/48729).
	const isUnknown = body.includes('"woocommerce_rest_shop_webhook_invalid_id"');
	if (method === 'DELETE' && isUnknown) return ok(undefined);
	// The key can read webhooks, because it has just read the list.
	if (status === 401 || status === 403)
		return err(
			PROBLEM.forbidden,
			`Changing the webhook ${topic} failed: the consumer key may read the webhooks of ${shop.store.account}, but not change them. Create a key with the permission Read/Write, for a user who may manage the shop, in WooCommerce > Settings > Advanced > REST API.`,
		);
	const json = readAnswerJson(answer.value, shop.store.account);
	return json.ok ? json : err(json.problem.reason, `Webhook ${topic}: ${json.problem.message}`);
}
