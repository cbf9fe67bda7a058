import { z } from 'zod';

import { isObject } from '../core/json';
import { err, ok, PROBLEM, unexpected, type Result } from '../core/result';
import { shortList, textList } from '../core/listSchemas';
import { serverTime, type Send } from '../host/http';
import { readPages } from '../host/pages';
import { readAnswerData, readBody, type Cost, type Data } from './apiErrors';
import type { ShopifyCredential } from './shop';
import type { Topic } from './topics/topics';

/** The settings of a subscription, which are empty by default. */
export interface Settings {
	filter: string;
	includeFields: readonly string[];
	metafieldNamespaces: readonly string[];
}

/** The form of `raw` in caught-up events. `rest` is the form of webhooks. */
type CatchUpRaw = 'graphql' | 'rest';

/** What one node needs to manage its subscriptions and to verify deliveries. */
export interface Connection extends ShopifyCredential {
	topics: readonly Topic[];
	settings: Settings;
	/** Filters that replace the one of the settings, by topic. */
	filters: ReadonlyMap<string, string>;
	/** Whether a person makes the webhooks, so that the node changes none. */
	isByHand: boolean;
	/** What keeps the node from being activated. */
	configError?: string;
	/** Version of the Admin API, such as `2026-10`. */
	apiVersion: string;
	/** Which API shows the objects of caught-up events. */
	catchUpRaw: CatchUpRaw;
	/** Sends with the access token. */
	send: Send;
	/** Waits the given number of milliseconds. Returns false if the request must not be repeated. */
	pause(milliseconds: number): Promise<boolean>;
	/** The time of day, in epoch milliseconds. */
	now(): number;
	/** A monotonic clock, in milliseconds. */
	steadyNow(): number;
}

/** The part of a connection that sends requests. */
type Asker = Pick<Connection, 'shop' | 'apiVersion' | 'send' | 'pause' | 'now'>;

/** A response of the Admin API. */
export interface Answer {
	data: Data;
	/** What the request cost. Undefined if Shopify did not say. */
	cost?: Cost;
	/** Length of the body, in bytes. */
	bytes: number;
	/** Shopify's clock when it responded, in epoch milliseconds (whole seconds). */
	serverNow: number;
}

function isScope(value: unknown): value is { handle: string } {
	return isObject(value) && typeof value.handle === 'string';
}

type Shape<Value> = z.ZodType<Value, z.ZodTypeDef, unknown>;

const texts = textList(1_000);
/** A subscription as the Admin API returns it. */
const subscription = z.object({
	id: z.string(),
	/** The name in the API, such as `ORDERS_CREATE`. */
	topic: z.string(),
	/** A URL, or the address of a queue. */
	uri: z.string(),
	format: z.string().catch(''),
	filter: z.string().nullable().catch(null),
	includeFields: texts.catch([]),
	metafieldNamespaces: texts.catch([]),
});
export type Subscription = z.output<typeof subscription>;

const listed = z.object({
	webhookSubscriptions: z.object({
		nodes: z.array(z.unknown()),
		pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
	}),
});
const installed = z.object({
	currentAppInstallation: z.object({ accessScopes: shortList(isScope, 1_000, 'scopes') }),
});
const owned = z.object({
	shop: z.object({ myshopifyDomain: z.string() }),
	currentAppInstallation: z
		.object({ app: z.object({ webhookApiVersion: z.string() }) })
		.nullish()
		.catch(null),
});

/** The input of `webhookSubscriptionCreate` and `…Update`. */
export interface SubscriptionInput extends Settings {
	uri: string;
}

/** An error of an input, in Shopify's words. */
const userError = z.object({ field: texts.nullable().catch(null), message: z.string().catch('') });
export type UserError = z.output<typeof userError>;
const changed = z.object({
	answer: z.object({ userErrors: shortList(isObject, 100, 'errors').pipe(z.array(userError)) }),
});

const PAGE = 250;
/** Limits the list to 25,000 subscriptions of one app. */
const MOST_PAGES = 100;
/** Maximum number of attempts of one request, while Shopify throttles it. */
const ATTEMPTS = 4;

const SUBSCRIPTIONS = `webhookSubscriptions(first: $first, after: $after) {
	nodes { id topic uri format filter includeFields metafieldNamespaces }
	pageInfo { hasNextPage endCursor }
}`;
const LIST = `query ($first: Int!, $after: String) { ${SUBSCRIPTIONS} }`;
const CREATE = `mutation ($topic: WebhookSubscriptionTopic!, $input: WebhookSubscriptionInput!) {
	answer: webhookSubscriptionCreate(topic: $topic, webhookSubscription: $input) {
		userErrors { field message }
	}
}`;
const UPDATE = `mutation ($id: ID!, $input: WebhookSubscriptionInput!) {
	answer: webhookSubscriptionUpdate(id: $id, webhookSubscription: $input) {
		userErrors { field message }
	}
}`;
const DELETE = `mutation ($id: ID!) {
	answer: webhookSubscriptionDelete(id: $id) { userErrors { field message } }
}`;
const SCOPES = 'query { currentAppInstallation { accessScopes { handle } } }';
const SHOP = 'query { shop { myshopifyDomain } }';
const OWNER = 'shop { myshopifyDomain } currentAppInstallation { app { webhookApiVersion } }';
const LIST_AND_OWNER = `query ($first: Int!, $after: String) { ${SUBSCRIPTIONS} ${OWNER} }`;

/**
 * The first pages that `readOwner` has read for a connection, until its list takes them. An activation thus asks for
 * the owner and the list with one request.
 */
const firstPages = new WeakMap<object, Data>();

/**
 * Returns all subscriptions of the app in this shop, except those of its configuration file
 * (https://shopify.dev/docs/api/admin-graphql/2026-10/queries/webhookSubscriptions).
 */
export async function listSubscriptions(connection: Connection): Promise<Result<Subscription[]>> {
	const { domain } = connection.shop;
	const what = `${domain}'s list of webhook subscriptions`;
	const readPage = async (after?: string) => {
		const known = firstPages.get(connection);
		firstPages.delete(connection);
		const page = known
			? readAs(listed, known, domain)
			: await askFor(listed, connection, LIST, { first: PAGE, after: after ?? null });
		if (!page.ok) return page;
		const { nodes, pageInfo } = page.value.webhookSubscriptions;
		const next = pageInfo.hasNextPage ? (pageInfo.endCursor ?? '') : undefined;
		// A cheap check before the schema, which takes seconds to list what half a million wrong nodes lack.
		const withUri = nodes.filter((node) => isObject(node) && typeof node.uri === 'string');
		// A subscription with an unexpected form is not one of this node's. It must not prevent reading the others.
		const rows = withUri.flatMap((node) => subscription.safeParse(node).data ?? []);
		return ok({ rows, next });
	};
	return await readPages(what, MOST_PAGES, readPage, MOST_PAGES * PAGE);
}

/**
 * Creates a subscription (https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/webhookSubscriptionCreate).
 *
 * @returns the errors of the input, empty on success
 */
export async function createSubscription(
	connection: Connection,
	topic: string,
	input: SubscriptionInput,
): Promise<Result<UserError[]>> {
	return await change(connection, CREATE, { topic, input: completeInput(input) });
}

/** Changes a subscription (https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/webhookSubscriptionUpdate). */
export async function updateSubscription(
	connection: Connection,
	id: string,
	input: SubscriptionInput,
): Promise<Result<UserError[]>> {
	return await change(connection, UPDATE, { id, input: completeInput(input) });
}

/** Removes a subscription (https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/webhookSubscriptionDelete). */
export async function deleteSubscription(
	connection: Connection,
	id: string,
): Promise<Result<UserError[]>> {
	return await change(connection, DELETE, { id });
}

/**
 * Returns the scopes of the app in this shop, such as `read_orders`
 * (https://shopify.dev/docs/api/admin-graphql/2026-10/queries/currentAppInstallation).
 */
export async function readScopes(connection: Connection): Promise<Result<string[]>> {
	const answer = await readGranted(connection);
	return answer.ok ? ok(answer.value.scopes) : answer;
}

/** Returns the scopes of the app, and Shopify's clock in epoch milliseconds. */
export async function readGranted(
	connection: Connection,
): Promise<Result<{ scopes: string[]; serverNow: number }>> {
	const answer = await askAdmin(connection, SCOPES, {});
	if (!answer.ok) return answer;
	const { data, serverNow } = answer.value;
	const read = readAs(installed, data, connection.shop.domain);
	if (!read.ok) return read;
	const scopes = read.value.currentAppInstallation.accessScopes.map(({ handle }) => handle);
	return ok({ scopes, serverNow });
}

/** The shop and the app that a token belongs to. */
export interface Owner {
	/** The shop's first name, which stays the same when the shop is renamed. */
	domain: string;
	/** The version of the payloads, which is set in the app. */
	webhookApiVersion?: string;
}

/**
 * Returns the shop and the app of a token
 * (https://shopify.dev/docs/api/admin-graphql/2026-10/objects/Shop, https://shopify.dev/docs/api/admin-graphql/2026-10/objects/App).
 * Every token can read the shop. If it cannot read the app, the version is absent.
 *
 * @param isListed whether `listSubscriptions` follows with the same connection
 */
export async function readOwner(connection: Asker, isListed = false): Promise<Result<Owner>> {
	const whole = isListed
		? await ask(connection, LIST_AND_OWNER, { first: PAGE, after: null })
		: await ask(connection, `query { ${OWNER} }`, {});
	if (whole.ok && isListed) firstPages.set(connection, whole.value);
	const isRefused = !whole.ok && whole.problem.reason === PROBLEM.refused;
	const answer = isRefused ? await ask(connection, SHOP, {}) : whole;
	if (!answer.ok) return answer;
	const read = readAs(owned, answer.value, connection.shop.domain);
	if (!read.ok) return read;
	const { shop, currentAppInstallation: installation } = read.value;
	const version = installation?.app.webhookApiVersion;
	return ok({
		domain: shop.myshopifyDomain.toLowerCase(),
		...(version === undefined ? {} : { webhookApiVersion: version }),
	});
}

/** Returns all fields of an input, because an update keeps those that are absent. */
function completeInput({ uri, filter, includeFields, metafieldNamespaces }: SubscriptionInput) {
	return {
		uri,
		format: 'JSON',
		filter: filter === '' ? null : filter,
		includeFields,
		metafieldNamespaces,
	};
}

async function change(connection: Connection, document: string, variables: object) {
	const answer = await askFor(changed, connection, document, variables);
	return answer.ok ? ok(answer.value.answer.userErrors) : answer;
}

async function askFor<Value>(
	shape: Shape<Value>,
	connection: Parameters<typeof ask>[0],
	query: string,
	variables: object,
): Promise<Result<Value>> {
	const answer = await ask(connection, query, variables);
	return answer.ok ? readAs(shape, answer.value, connection.shop.domain) : answer;
}

/** Returns data in its expected form, or the problem that Shopify's response has another one. */
export function readAs<Value>(shape: Shape<Value>, data: Data, shop: string): Result<Value> {
	const parsed = shape.safeParse(data);
	if (parsed.success) return ok(parsed.data);
	const [{ path }] = parsed.error.issues;
	return unexpected(
		`The request to ${shop} failed: Shopify's response lacks a valid ${path.join('.')}. Try again later.`,
	);
}

async function ask(connection: Asker, query: string, variables: object): Promise<Result<Data>> {
	const answer = await askAdmin(connection, query, variables);
	return answer.ok ? ok(answer.value.data) : answer;
}

/** Sends a query, and repeats it after a pause while Shopify throttles. */
export async function askAdmin(
	{ shop, apiVersion, send, pause, now }: Asker,
	query: string,
	variables: object,
): Promise<Result<Answer>> {
	const request = {
		method: 'POST' as const,
		url: `${shop.url}/admin/api/${apiVersion}/graphql.json`,
		headers: { 'content-type': 'application/json', accept: 'application/json' },
		body: Buffer.from(JSON.stringify({ query, variables })),
	};
	return await untilNotThrottled(pause, async () => {
		const sent = await send(request);
		if (!sent.ok) return sent;
		const read = readAnswerData(sent.value, shop.domain);
		if (!read.ok) return read;
		const { length: bytes } = sent.value.body;
		return ok({ ...read.value, bytes, serverNow: serverTime(sent.value, now) });
	});
}

/** A response of the REST Admin API. */
export interface RestAnswer {
	body: Data;
	/** Length of the body, in bytes. */
	bytes: number;
	/** How many requests Shopify counts, of how many it allows. It subtracts two a second. Undefined if it did not say. */
	calls?: { used: number; allowed: number };
}

/**
 * Reads from the REST Admin API, and repeats the request after a pause while Shopify throttles
 * (https://shopify.dev/docs/api/admin-rest/usage/rate-limits).
 *
 * @param path such as `orders.json`
 */
export async function readRest(
	{ shop, apiVersion, send, pause }: Asker,
	path: string,
	query: Record<string, string>,
): Promise<Result<RestAnswer>> {
	const url = `${shop.url}/admin/api/${apiVersion}/${path}`;
	const headers = { accept: 'application/json' };
	return await untilNotThrottled(pause, async () => {
		const sent = await send({ method: 'GET', url, query, headers });
		if (!sent.ok) return sent;
		// The shop exists, because it has just shown a list of GraphQL.
		if (sent.value.status === 404)
			return err(
				PROBLEM.notFound,
				`The request to ${shop.domain} failed: REST API version ${apiVersion} has no ${path} (HTTP 404). Set Caught-Up Objects to From GraphQL, or choose another API Version in the trigger.`,
			);
		const read = readBody(sent.value, shop.domain);
		if (!read.ok) return read;
		const calls = readCalls(sent.value.headers['x-shopify-shop-api-call-limit']);
		return ok({ body: read.value, bytes: sent.value.body.length, ...(calls && { calls }) });
	});
}

function readCalls(header = ''): RestAnswer['calls'] {
	const [, used, allowed] = /^(\d{1,6})\/(\d{1,6})$/.exec(header) ?? [];
	return used === undefined ? undefined : { used: Number(used), allowed: Number(allowed) };
}

async function untilNotThrottled<Value>(
	pause: Connection['pause'],
	attempt: () => Promise<Result<Value>>,
): Promise<Result<Value>> {
	for (let count = 1; ; count++) {
		const answer = await attempt();
		if (answer.ok || answer.problem.reason !== PROBLEM.throttled || count === ATTEMPTS)
			return answer;
		if (!(await pause(answer.problem.retryAfterMs ?? 0))) return answer;
	}
}
