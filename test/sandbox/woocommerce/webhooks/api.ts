import type { Answer, Call } from '../../http';
import type { JsonObject, JsonValue } from '../../json';
import { jsonAnswer, listHeaders } from '../answers';
import { permit, type RestApi } from '../api';
import type { KeyRing } from '../auth';
import { asObject, readBatch, refusedItem } from '../batch';
import { checkBody, isForced, readBody } from '../body';
import { ApiError, noRoute, notSimulated } from '../errors';
import { keepFields, wantedFields } from '../fields';
import { parsePhpQuery } from '../phpQuery';
import type { FieldRule, ShopView, WriteRules } from '../resource';
import { HOOK_STATUSES, type Hook, type HookFields, type HookStatus } from './hooks';
import { listHooks } from './list';
import { isTopic } from './topics';
import type { Webhooks } from './webhooks';

/** The schema of webhooks; `delivery_url` is called read-only there, so a PUT checks no type. */
const FIELDS: Readonly<Record<string, FieldRule>> = {
	name: 'string',
	status: HOOK_STATUSES,
	topic: 'string',
	secret: 'string',
};

const CREATING: WriteRules = {
	fields: { ...FIELDS, delivery_url: 'string' },
	required: ['topic', 'delivery_url'],
	merges: {},
	trash: 'refused',
};

const UPDATING: WriteRules = { ...CREATING, fields: { ...FIELDS, delivery_url: 'any' } };

interface Task {
	call: Call;
	id: number;
	isKnown: boolean;
}

type Action = (task: Task) => Answer | Promise<Answer>;

interface Setup {
	view: ShopView;
	keys: KeyRing;
	api: RestApi;
	webhooks: Webhooks;
	/** Topics that do not exist. */
	lacks?: readonly string[];
}

const ROUTE = /^wc\/v3\/webhooks(?:\/(\d+|batch))?$/;

/** The routes below `wc/v3/webhooks` (WC_REST_Webhooks_V1_Controller and its heirs). */
export class WebhookApi {
	constructor(private readonly setup: Setup) {}

	/** Whether a request is about webhooks. */
	isFor(call: Call): boolean {
		return ROUTE.test(this.setup.api.routeOf(call) ?? '');
	}

	/** Returns the response to a request about webhooks. Errors are responses too. */
	async answer(call: Call): Promise<Answer> {
		const place = ROUTE.exec(this.setup.api.routeOf(call) ?? '')?.[1];
		try {
			const isKnown = this.setup.keys.authenticate(call);
			if (call.method === 'OPTIONS') throw notSimulated('OPTIONS');
			const action = this.actionOf(call.method, place);
			if (!action) throw noRoute();
			return await action({ call, id: Number(place), isKnown });
		} catch (error) {
			if (!(error instanceof ApiError)) throw error;
			return this.json(error.status, error.body());
		}
	}

	private actionOf(method: string, place: string | undefined): Action | undefined {
		const routes: Readonly<Record<string, Readonly<Record<string, Action>>>> = {
			collection: {
				GET: (task) => this.list(task),
				POST: (task) => this.create(task),
			},
			batch: edits((task) => this.batch(task)),
			one: {
				GET: (task) => this.show(task),
				DELETE: (task) => this.delete(task),
				...edits((task) => this.update(task)),
			},
		};
		const route = place === undefined ? 'collection' : place === 'batch' ? 'batch' : 'one';
		return routes[route][method === 'HEAD' ? 'GET' : method];
	}

	private list({ call, isKnown }: Task): Answer {
		const { view, webhooks } = this.setup;
		const query = parsePhpQuery(call.query);
		const page = listHooks(webhooks.store.all(), query);
		permit(isKnown, 'view', 'Sorry, you cannot list resources.');
		const hooks = page.hooks.map((hook) => this.present(hook));
		const headers = listHeaders(page, view.rest('webhooks'), query);
		return this.json(200, keepFields(hooks, wantedFields(query)), headers);
	}

	private show({ call, id, isKnown }: Task): Answer {
		permit(isKnown, 'view', 'Sorry, you cannot view this resource.');
		const hook = this.setup.webhooks.store.get(id);
		if (!hook) throw unknownHook();
		return this.json(200, keepFields(this.present(hook), wantedFields(parsePhpQuery(call.query))));
	}

	private async create({ call, isKnown }: Task): Promise<Answer> {
		const body = readBody(call);
		checkBody(CREATING, body, true);
		permit(isKnown, 'create', 'Sorry, you are not allowed to create resources.');
		const hook = await this.createOne(body);
		return this.json(201, hook, { Location: this.setup.view.rest(`webhooks/${hook.id}`) });
	}

	private async update({ call, id, isKnown }: Task): Promise<Answer> {
		const body = readBody(call);
		checkBody(UPDATING, body, false);
		permit(isKnown, 'edit', 'Sorry, you are not allowed to edit this resource.');
		return this.json(200, await this.updateOne(id, body));
	}

	private delete({ call, id, isKnown }: Task): Answer {
		const force = isForced(readBody(call));
		permit(isKnown, 'delete', 'Sorry, you are not allowed to delete this resource.');
		if (!force)
			throw new ApiError(
				501,
				'woocommerce_rest_trash_not_supported',
				'Webhooks do not support trashing.',
			);
		return this.json(200, this.deleteOne(id));
	}

	private async batch({ call, isKnown }: Task): Promise<Answer> {
		permit(isKnown, 'batch', 'Sorry, you are not allowed to batch manipulate this resource.');
		const items = readBatch(readBody(call));
		const answer: JsonObject = {};
		const collect = async (
			name: keyof typeof items,
			work: (item: JsonValue) => JsonObject | Promise<JsonObject>,
		): Promise<void> => {
			const done: JsonValue[] = [];
			for (const item of items[name]) {
				try {
					done.push(await work(item));
				} catch (error) {
					done.push(refusedItem(error, name, item));
				}
			}
			if (done.length > 0) answer[name] = done;
		};
		await collect('create', (item) => this.createOne(asObject(item)));
		await collect('update', (item) => this.updateOne(Number(asObject(item).id), asObject(item)));
		await collect('delete', (item) => this.deleteOne(Number(item)));
		return this.json(200, answer);
	}

	/** The answer is made before the ping, so it shows no modified date yet. */
	private async createOne(body: JsonObject): Promise<JsonObject> {
		if (body.id)
			throw new ApiError(
				400,
				'woocommerce_rest_shop_webhook_exists',
				'Cannot create existing shop_webhook.',
			);
		const { topic, name, secret } = body;
		if (!isTopic(lowerCase(topic)) || this.setup.lacks?.includes(lowerCase(topic)))
			throw invalidTopic('Webhook topic is required and must be valid.');
		const deliveryUrl = checkedUrl(body.delivery_url);
		const { webhooks } = this.setup;
		const hook = webhooks.store.create({
			topic: keptTopic(String(topic)),
			deliveryUrl,
			...(name && { name: String(name) }),
			...(secret && { secret: String(secret) }),
		});
		const shown = this.present(hook);
		await webhooks.ping(hook.id);
		return shown;
	}

	private async updateOne(id: number, body: JsonObject): Promise<JsonObject> {
		const { webhooks } = this.setup;
		const hook = webhooks.store.get(id);
		if (!hook) throw invalidId(400, 'ID is invalid.');
		await webhooks.edit(id, patchOf(body));
		return this.present(hook);
	}

	private deleteOne(id: number): JsonObject {
		const { webhooks } = this.setup;
		const hook = webhooks.store.get(id);
		if (!hook) throw unknownHook();
		webhooks.remove(id);
		return this.present(hook);
	}

	private present(hook: Hook): JsonObject {
		return this.setup.webhooks.store.present(hook);
	}

	private json(status: number, value: JsonValue, headers?: Record<string, string>): Answer {
		return jsonAnswer(status, value, this.setup.view.rest(''), headers);
	}
}

function edits(action: Action): Record<string, Action> {
	return { POST: action, PUT: action, PATCH: action };
}

/** What a PUT changes; empty values change nothing. */
function patchOf(body: JsonObject): Partial<HookFields> {
	const { topic, delivery_url: url, secret, status, name } = body;
	if (topic && !isTopic(lowerCase(topic))) throw invalidTopic('Webhook topic must be valid.');
	const deliveryUrl = url ? checkedUrl(url) : undefined;
	if (status && !HOOK_STATUSES.includes(status as HookStatus))
		throw new ApiError(
			400,
			'woocommerce_rest_shop_webhook_invalid_status',
			'Webhook status must be valid.',
		);
	return {
		...(topic && { topic: keptTopic(String(topic)) }),
		...(deliveryUrl !== undefined && { deliveryUrl }),
		...(secret && { secret: String(secret) }),
		...(status && { status: status as HookStatus }),
		...(name && { name: String(name) }),
	};
}

function lowerCase(value: JsonValue | undefined): string {
	return String(value ?? '').toLowerCase();
}

/** The check ignores case and set_topic() does not: `Order.created` passes, and leaves no topic. */
function keptTopic(topic: string): string {
	return isTopic(topic) ? topic : '';
}

/** wc_is_valid_url(): the scheme in lower case, and what PHP's FILTER_VALIDATE_URL takes. */
function checkedUrl(value: JsonValue | undefined): string {
	const url = String(value ?? '');
	if (!/^https?:\/\/[!-~]+$/.test(url) || !URL.canParse(url))
		throw new ApiError(
			400,
			'woocommerce_rest_shop_webhook_invalid_delivery_url',
			'Webhook delivery URL must be a valid URL starting with http:// or https://.',
		);
	return url;
}

function invalidTopic(message: string): ApiError {
	return new ApiError(400, 'woocommerce_rest_shop_webhook_invalid_topic', message);
}

function invalidId(status: number, message: string): ApiError {
	return new ApiError(status, 'woocommerce_rest_shop_webhook_invalid_id', message);
}

/** 404 since WooCommerce 9.2, 400 before: https://github.com/woocommerce/woocommerce/pull/48729 */
function unknownHook(): ApiError {
	return invalidId(404, 'Invalid ID.');
}
