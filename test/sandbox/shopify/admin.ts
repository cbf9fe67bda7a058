import {
	execute,
	GraphQLError,
	parse,
	validate,
	visit,
	type DocumentNode,
	type FieldNode,
	type GraphQLFieldResolver,
} from 'graphql';

import type { App } from './app';
import { adminSchema, type ApiVersion } from './schema';
import type { ShopObjects } from './objects';
import type { StoredSubscription, SubscriptionFields, SubscriptionStore } from './subscriptions';

/** A request of GraphQL, as it came. */
export interface Asked {
	query: string;
	variables?: Record<string, unknown>;
}

interface Shop {
	app: App;
	store: SubscriptionStore;
	objects: ShopObjects;
	domain: string;
	version: ApiVersion;
}

interface ListArguments {
	first?: number;
	after?: string;
	topics?: string[];
	uri?: string;
	reverse?: boolean;
	sortKey?: string;
}

/** A list of so many rows is the longest that Shopify gives. */
const LONGEST_PAGE = 250;

/** Documents that were read, because to validate one takes longer than to execute it. */
const documents = new Map<string, DocumentNode>();
const MOST_DOCUMENTS = 100;

/** Reads a request by the official schema, with the errors of Shopify for other fields. */
export function readDocument(asked: Asked, version: ApiVersion): DocumentNode | GraphQLError[] {
	const key = `${version} ${asked.query}`;
	const known = documents.get(key);
	if (known !== undefined) return known;
	const read = readNew(asked, version);
	if (documents.size >= MOST_DOCUMENTS) documents.clear();
	if (!Array.isArray(read)) documents.set(key, read);
	return read;
}

function readNew({ query }: Asked, version: ApiVersion): DocumentNode | GraphQLError[] {
	try {
		const document = parse(query);
		const errors = validate(adminSchema(version), document);
		return errors.length > 0 ? [...errors] : document;
	} catch (error) {
		if (error instanceof GraphQLError) return [error];
		throw error;
	}
}

/** A query that may cost more than this is rejected (https://shopify.dev/docs/api/usage/limits). */
export const MAX_COST = 1000;

/** Returns the cost of a request, roughly as in Shopify: 10 per mutation, 2 plus its objects per list. */
export function costOf(document: DocumentNode, { variables = {} }: Asked): number {
	const isMutation = document.definitions.some(
		(each) => each.kind === 'OperationDefinition' && each.operation === 'mutation',
	);
	if (isMutation) return 10;
	const [rows] = rootFields(document).map(({ arguments: given = [] }) => {
		const first = given.find(({ name }) => name.value === 'first')?.value;
		if (first?.kind === 'IntValue') return Number(first.value) * objectsPerRow(document);
		const ids = given.some(({ name }) => name.value === 'ids') ? variables.ids : undefined;
		return Array.isArray(ids) ? ids.length : Math.ceil(Math.log2(Number(variables.first ?? 0) + 1));
	});
	return 2 + (rows ?? 0);
}

/** Returns how many objects a row of a list has, itself included. */
function objectsPerRow(document: DocumentNode): number {
	let objects = 0;
	visit(document, {
		Field: ({ selectionSet }) => {
			if (selectionSet !== undefined) objects++;
		},
	});
	// The list and its `pageInfo` are not rows.
	return objects - 2;
}

function rootFields(document: DocumentNode): FieldNode[] {
	return document.definitions.flatMap((each) =>
		each.kind === 'OperationDefinition'
			? each.selectionSet.selections.filter((one) => one.kind === 'Field')
			: [],
	);
}

/** Returns the points that a request did not need, because its list has fewer rows. */
export function unusedCost(document: DocumentNode, cost: number, data: unknown): number {
	const values = Object.values((data ?? {}) as Record<string, { nodes?: unknown[] } | undefined>);
	const rows = values.flatMap((value) => value?.nodes ?? []).length * objectsPerRow(document);
	const isList = rootFields(document).some(({ alias }) => alias?.value === 'rows');
	return isList ? Math.max(cost - 2 - rows, 0) : 0;
}

/** Executes a request against the official schema. */
export async function answerAdmin(document: DocumentNode, { variables }: Asked, shop: Shop) {
	return await execute({
		schema: adminSchema(shop.version),
		document,
		rootValue: rootOf(shop),
		variableValues: variables ?? {},
		fieldResolver,
	});
}

/** What the sandbox has no answer to is a mistake of the sandbox, never an empty answer. */
const fieldResolver: GraphQLFieldResolver<Record<string, unknown>, unknown> = (
	source,
	given,
	_context,
	{ fieldName, parentType },
) => {
	if (!(fieldName in source))
		throw new GraphQLError(`The sandbox does not implement ${parentType.name}.${fieldName}`);
	const value = source[fieldName];
	return typeof value === 'function' ? (value as (given: unknown) => unknown)(given) : value;
};

function rootOf({ app, store, objects, domain }: Shop) {
	const shown = (one: StoredSubscription) => ({
		...one,
		legacyResourceId: one.id.split('/').at(-1),
		callbackUrl: one.uri,
		metafields: [],
		// Set in the app. The version of the request does not count.
		apiVersion: {
			handle: app.webhookApiVersion,
			displayName: app.webhookApiVersion,
			supported: app.webhookApiVersion !== 'unstable',
		},
	});
	type Changed = { webhookSubscription: SubscriptionFields };
	const written = ({ userErrors, webhookSubscription }: ReturnType<typeof store.create>) => ({
		userErrors,
		webhookSubscription: webhookSubscription && shown(webhookSubscription),
	});
	return {
		...objects.resolvers(),
		shop: { id: 'gid://shopify/Shop/1', name: domain.split('.')[0], myshopifyDomain: domain },
		currentAppInstallation: {
			id: 'gid://shopify/AppInstallation/1',
			app: { id: 'gid://shopify/App/1', webhookApiVersion: app.webhookApiVersion },
			accessScopes: app.scopes.map((handle) => ({ handle, description: handle })),
		},
		webhookSubscriptions: (given: ListArguments) => {
			const page = pageOf(store.all, given);
			return { ...page, nodes: page.nodes.map(shown) };
		},
		webhookSubscriptionCreate: ({ topic, webhookSubscription }: Changed & { topic: string }) =>
			written(store.create(topic, webhookSubscription)),
		webhookSubscriptionUpdate: ({ id, webhookSubscription }: Changed & { id: string }) =>
			written(store.update(id, webhookSubscription)),
		webhookSubscriptionDelete: ({ id }: { id: string }) => {
			const isGone = store.remove(id) === undefined;
			const message = 'Webhook subscription does not exist';
			return {
				deletedWebhookSubscriptionId: isGone ? null : id,
				userErrors: isGone ? [{ field: ['id'], message }] : [],
			};
		},
	};
}

function pageOf(
	all: StoredSubscription[],
	{ first, after, topics, uri, reverse, ...rest }: ListArguments,
) {
	const unknown = Object.entries(rest).find(
		([name, value]) => value != null && !(name === 'sortKey' && value === 'CREATED_AT'),
	);
	if (unknown) throw new GraphQLError(`The sandbox does not list by ${unknown[0]}`);
	if (first == null) throw new GraphQLError('you must provide one of first or last');
	if (first < 1 || first > LONGEST_PAGE)
		throw new GraphQLError(`first cannot exceed ${LONGEST_PAGE}`);
	const rows = all
		.filter((one) => topics == null || topics.includes(one.topic))
		.filter((one) => uri == null || one.uri === uri);
	if (reverse) rows.reverse();
	const start = after == null ? 0 : rows.findIndex(({ id }) => cursorOf(id) === after) + 1;
	if (after != null && start === 0)
		throw new GraphQLError('Invalid cursor for current pagination.');
	const nodes = rows.slice(start, start + first);
	const last = nodes.at(-1);
	return {
		nodes,
		pageInfo: {
			hasNextPage: start + first < rows.length,
			hasPreviousPage: start > 0,
			startCursor: nodes[0] ? cursorOf(nodes[0].id) : null,
			endCursor: last ? cursorOf(last.id) : null,
		},
	};
}

function cursorOf(id: string): string {
	return Buffer.from(JSON.stringify({ last_id: id })).toString('base64');
}
