import type { Answer, Call } from '../http';
import { without, type JsonObject, type JsonValue } from '../json';
import { jsonAnswer, listHeaders, pageAnswer } from './answers';
import type { KeyRing } from './auth';
import { asObject, readBatch, refusedItem, type Batch } from './batch';
import { checkBody, isForced, readBody, writableFields } from './body';
import { ApiError, noRoute, notSimulated } from './errors';
import { keepFields, wantedFields } from './fields';
import { listPage } from './lists';
import { readParameters } from './parameters';
import { parsePhpQuery, type PhpParameters } from './phpQuery';
import type { Resource, WriteRules } from './resource';
import { restRoute, Router, type Route } from './routes';
import type { Shop } from './shop';

/** A request on its way through the API. */
interface Task {
	call: Call;
	query: PhpParameters;
	route: Route;
	/** False for a request without a key: its parameters are still checked first. */
	isKnown: boolean;
	/** Rows that a fault lets fall between two pages. */
	skippedRows: number;
}

type Action = (task: Task) => Answer;

export interface ApiSetup {
	shop: Shop;
	keys: KeyRing;
	/** The site's folder, such as `/shop`; empty at the root. */
	folder: string;
	permalinks: 'pretty' | 'plain';
	/** Defaults to `wp-json`. */
	restPrefix?: string;
}

/** WordPress' REST API with WooCommerce's v3 routes. */
export class RestApi {
	private readonly router: Router;

	constructor(private readonly setup: ApiSetup) {
		this.router = new Router(setup.shop.resources.values());
	}

	/** The name of the resource that a request is about. */
	resourceOf(call: Call): string | undefined {
		const route = this.routeOf(call);
		return route === undefined ? undefined : this.router.find(route)?.resource.name;
	}

	/** Returns the response to a request. Errors are responses too. */
	answer(call: Call, skippedRows = 0): Answer {
		const route = this.routeOf(call);
		if (route === undefined) return pageAnswer(this.isFront(call) ? 200 : 404);
		try {
			return this.dispatch(call, route, skippedRows);
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			return this.json(error.status, error.body(), {});
		}
	}

	/** The body of a GET by id with all rights: the object, or the error. */
	payload(name: string, id: number): JsonValue {
		try {
			return this.read({ resource: this.setup.shop.resource(name), id, isBatch: false }, undefined);
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			return error.body();
		}
	}

	private dispatch(call: Call, route: string, skippedRows: number): Answer {
		const query = parsePhpQuery(call.query);
		if (route === '') return this.json(200, keepFields(this.index(), wantedFields(query)), {});
		// A wrong key is rejected on every route, before the route is checked.
		const isKnown = route.startsWith('wc/') && this.setup.keys.authenticate(call);
		if (route === 'wc/v3') return this.json(200, this.namespaceIndex(), {});
		const found = this.router.find(route);
		if (call.method === 'OPTIONS') throw notSimulated('OPTIONS');
		const action = found && this.actionOf(call.method, found);
		if (!found || !action) throw noRoute();
		return action({ call, query, route: found, isKnown, skippedRows });
	}

	private actionOf(method: string, { resource, id, isBatch }: Route): Action | undefined {
		const read: Action = id === undefined ? (task) => this.list(task) : (task) => this.show(task);
		const actions: Record<string, Action> = isBatch ? {} : { GET: read, HEAD: read };
		if (resource.write) {
			if (isBatch) for (const edit of EDITING) actions[edit] = (task) => this.batch(task);
			else if (id === undefined) actions.POST = (task) => this.create(task);
			else {
				for (const edit of EDITING) actions[edit] = (task) => this.update(task);
				actions.DELETE = (task) => this.delete(task);
			}
		}
		return actions[method];
	}

	private list({ query, route, isKnown, skippedRows }: Task): Answer {
		const { resource, parent } = route;
		readParameters(query, resource.parameters);
		permit(isKnown, 'view', 'Sorry, you cannot list resources.');
		const page = listPage(this.setup.shop, resource, query, this.knownParent(route), skippedRows);
		const wanted = wantedFields(query);
		const objects = page.rows.map((row) => this.present(resource, row, wanted));
		const path = resource.path.replace('{parent}', String(parent));
		return this.json(200, objects, listHeaders(page, this.setup.shop.rest(path), query));
	}

	private show({ query, route, isKnown }: Task): Answer {
		permit(isKnown, 'view', 'Sorry, you cannot view this resource.');
		return this.json(200, this.read(route, wantedFields(query)), {});
	}

	private read(route: Route, wanted: readonly string[] | undefined): JsonValue {
		const { resource, id } = route;
		const row = this.setup.shop.table(resource.name).rowOf(id as number);
		if (this.isReachable(route, row)) return this.present(resource, row, wanted);
		const variation = resource.name === 'products' && this.variationAsProduct(id as number);
		if (variation) return keepFields(variation, wanted);
		throw resource.unknown('read');
	}

	private create({ call, route, isKnown }: Task): Answer {
		const { resource } = route;
		const rules = resource.write as WriteRules;
		const body = readBody(call);
		const posted = checkBody(rules, body, true);
		permit(isKnown, 'create', 'Sorry, you are not allowed to create resources.');
		if (body.id) throw cannotCreateExisting(resource);
		const object = this.setup.shop.createPosted(resource.name, posted);
		const self = this.setup.shop.rest(`${resource.path}/${object.id}`);
		return this.json(201, object, { Location: self });
	}

	private update({ call, route, isKnown }: Task): Answer {
		const { resource, id } = route;
		const patch = checkBody(resource.write as WriteRules, readBody(call), false);
		permit(isKnown, 'edit', 'Sorry, you are not allowed to edit this resource.');
		return this.json(200, this.setup.shop.update(resource.name, id as number, patch), {});
	}

	private delete({ call, route, isKnown }: Task): Answer {
		const force = isForced(readBody(call));
		permit(isKnown, 'delete', 'Sorry, you are not allowed to delete this resource.');
		return this.json(200, this.deleteOne(route.resource, route.id as number, force), {});
	}

	/** The answer shows the object as it was: a trashed one with its old status. */
	private deleteOne(resource: Resource, id: number, force: boolean): JsonObject {
		const { shop } = this.setup;
		const rules = resource.write as WriteRules;
		if (!force && rules.trash === 'refused')
			throw new ApiError(
				501,
				'woocommerce_rest_trash_not_supported',
				'Customers do not support trashing.',
			);
		const before = shop.get(resource.name, id);
		if (!before) throw resource.unknown('delete');
		const refusal = rules.mayDelete?.(before);
		if (refusal) throw refusal;
		if (!force && before.status === 'trash')
			throw new ApiError(
				410,
				'woocommerce_rest_already_trashed',
				`The ${resource.noun} has already been deleted.`,
			);
		if (force) shop.remove(resource.name, id);
		else shop.trash(resource.name, id);
		return before;
	}

	private batch({ call, route, isKnown }: Task): Answer {
		permit(isKnown, 'batch', 'Sorry, you are not allowed to batch manipulate this resource.');
		const batch = readBatch(readBody(call));
		const { resource } = route;
		const { shop } = this.setup;
		const rules = resource.write as WriteRules;
		const answer: JsonObject = {};
		const collect = (name: keyof Batch, work: (item: JsonValue) => JsonObject) => {
			if (batch[name].length === 0) return;
			answer[name] = batch[name].map((item) => {
				try {
					return work(item);
				} catch (error) {
					return refusedItem(error, name, item);
				}
			});
		};
		collect('create', (item) =>
			shop.createPosted(resource.name, requireAll(rules, writableFields(rules, asObject(item)))),
		);
		collect('update', (item) => {
			const { id } = asObject(item);
			return shop.update(resource.name, Number(id), writableFields(rules, asObject(item)));
		});
		collect('delete', (item) => this.deleteOne(resource, Number(item), true));
		return this.json(200, answer, {});
	}

	private present(
		resource: Resource,
		row: number,
		wanted: readonly string[] | undefined,
	): JsonValue {
		const { shop } = this.setup;
		// A walk over ids and dates need not make the objects.
		const columns = wanted && shop.columns(resource.name, row);
		if (columns && wanted.every((field) => field in columns)) return keepFields(columns, wanted);
		return keepFields(shop.present(resource.name, row), wanted);
	}

	private isReachable({ resource, parent }: Route, row: number): boolean {
		const table = this.setup.shop.table(resource.name);
		return table.isThere(row) && (parent === undefined || table.parents[row] === parent);
	}

	private knownParent({ resource, parent }: Route): number | undefined {
		if (parent === undefined || !resource.parent) return undefined;
		const table = this.setup.shop.table(resource.parent.resource);
		if (!table.isThere(table.rowOf(parent))) throw resource.parent.missing();
		return parent;
	}

	/** wc_get_product() makes no difference: a variation's id shows the variation as a product. */
	private variationAsProduct(id: number): JsonObject | undefined {
		const { shop } = this.setup;
		const row = shop.table('variations').rowOf(id);
		if (!shop.table('variations').isThere(row)) return undefined;
		const variation = without(shop.present('variations', row), 'image');
		return { ...shop.resource('products').blank, ...variation };
	}

	private index(): JsonObject {
		const { shop } = this.setup;
		return {
			name: 'Sandbox shop',
			description: '',
			url: shop.site(''),
			home: shop.site(''),
			...shop.zone.settings(shop.now()),
			page_for_posts: 0,
			page_on_front: 0,
			show_on_front: 'posts',
			namespaces: ['oembed/1.0', 'wc/v1', 'wc/v2', 'wc/v3', 'wc-admin', 'wc/store', 'wp/v2'],
			authentication: {},
			routes: this.routeIndex(),
			site_logo: 0,
			site_icon: 0,
			site_icon_url: '',
			_links: { help: [{ href: 'https://developer.wordpress.org/rest-api/' }] },
		};
	}

	private namespaceIndex(): JsonObject {
		return { namespace: 'wc/v3', routes: this.routeIndex() };
	}

	private routeIndex(): JsonObject {
		const routes: JsonObject = {};
		for (const { path, write } of this.setup.shop.resources.values())
			routes[`/wc/v3/${path}`] = { namespace: 'wc/v3', methods: write ? ['GET', 'POST'] : ['GET'] };
		routes['/wc/v3/webhooks'] = { namespace: 'wc/v3', methods: ['GET', 'POST'] };
		return routes;
	}

	/** The route within the REST API; undefined for any other address. */
	routeOf(call: Call): string | undefined {
		const { folder, permalinks } = this.setup;
		if (!call.path.startsWith(folder)) return undefined;
		const { rest_route: parameter } = parsePhpQuery(call.query);
		const path = call.path.slice(folder.length) || '/';
		const prefix = `/${this.setup.restPrefix ?? 'wp-json'}`;
		const isRest = path === prefix || path.startsWith(`${prefix}/`);
		const isUsual = !isRest && prefix !== '/wp-json' && path.startsWith('/wp-json');
		const usual = isRest ? `/wp-json${path.slice(prefix.length)}` : isUsual ? '/none' : path;
		return restRoute(usual, typeof parameter === 'string' ? parameter : undefined, permalinks);
	}

	private isFront(call: Call): boolean {
		return [`${this.setup.folder}/`, this.setup.folder].includes(call.path);
	}

	private json(status: number, value: JsonValue, headers: Record<string, string>): Answer {
		return jsonAnswer(status, value, this.setup.shop.rest(''), headers);
	}
}

const EDITING = ['POST', 'PUT', 'PATCH'];

/** Rejects a request without a key. */
export function permit(isKnown: boolean, action: string, message: string): void {
	if (!isKnown) throw new ApiError(401, `woocommerce_rest_cannot_${action}`, message);
}

function cannotCreateExisting(resource: Resource): ApiError {
	return new ApiError(
		400,
		`woocommerce_rest_${resource.noun}_exists`,
		`Cannot create existing ${resource.noun}.`,
	);
}

function requireAll(rules: WriteRules, item: JsonObject): JsonObject {
	return checkBody({ ...rules, fields: anyFields(rules) }, item, true);
}

function anyFields(rules: WriteRules): WriteRules['fields'] {
	return Object.fromEntries(Object.keys(rules.fields).map((name) => [name, 'any'] as const));
}
