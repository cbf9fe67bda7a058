import { DateTime } from 'luxon';
import type { JsonObject, JsonValue } from '../../json';
import { boundaryOfPosts } from '../dates';
import { DATE_PARAMETERS, listParameters } from '../parameters';
import type { FieldRule, Resource, ShopView } from '../resource';
import { randomOf } from './draw';
import { localKeys, POST_ORDER, selfAndCollection, unknownPost } from './posts';

/** A date field of a resource that a plugin has added. */
interface CustomDate {
	field: string;
	/** A luxon pattern, `seconds` or `milliseconds` since 1970; ISO without a zone if not given. */
	format?: string;
	/** In whose time the pattern is written; UTC if not given. */
	zone?: 'utc' | 'site';
}

/** A resource that a plugin has added, with its own dates and fields. */
export interface CustomResource {
	name: string;
	/** Its place under `wc/v3`; its name if not given. */
	path?: string;
	count: number;
	created?: CustomDate;
	modified?: CustomDate;
	/** Whether its list knows `modified_after` and its like; if not, it ignores them. */
	filtersByDate?: boolean;
	/** Fixed fields beside id and dates, and with them what may be written. */
	fields?: JsonObject;
}

/** Makes a resource of a plugin's. */
export function custom(definition: CustomResource): Resource {
	const { name, path = name, created, modified, fields = { title: '' } } = definition;
	const noun = name.replace(/[^a-z0-9]+/gi, '_');
	return {
		name,
		path,
		ids: 'custom',
		noun,
		unknown: unknownPost(noun),
		groupField: 'status',
		groups: ['publish', 'trash'],
		listed: ({ status }) => [status === undefined || status === 'any' ? 'publish' : String(status)],
		parameters: {
			...listParameters(Object.keys(POST_ORDER), 'date', 'desc'),
			...(definition.filtersByDate !== false && DATE_PARAMETERS),
			status: { kind: 'text' },
		},
		orderBy: POST_ORDER,
		sortKeys: localKeys,
		boundary: boundaryOfPosts,
		filters: {},
		searched: Object.keys(fields),
		totalPastEnd: 'rightByPage',
		blank: { id: 0, status: 'publish', ...fields, meta_data: [] },
		generate: (view, id) => {
			const random = randomOf(view.seed, id, name);
			const texts = Object.entries(fields).map(([field, value]): [string, JsonValue] => [
				field,
				value === '' ? `${field} ${random.integer(1, 9999)}` : value,
			]);
			return { id: 0, status: 'publish', ...Object.fromEntries(texts), meta_data: [] };
		},
		dates: (view, createdAt, modifiedAt) => ({
			...dateOf(view, created, createdAt),
			...(modifiedAt !== null && dateOf(view, modified, modifiedAt)),
		}),
		links: (view, object) => selfAndCollection(view, path, object),
		write: {
			fields: { ...anyOf(fields), status: 'string', meta_data: 'array' },
			required: [],
			merges: { meta_data: 'meta' },
			trash: 'moves',
		},
		movesDate: () => true,
	};
}

function anyOf(fields: JsonObject): Record<string, FieldRule> {
	return Object.fromEntries(
		Object.keys(fields).map((field): [string, FieldRule] => [field, 'any']),
	);
}

function dateOf(view: ShopView, date: CustomDate | undefined, utc: number): JsonObject {
	if (!date) return {};
	if (date.format === 'seconds') return { [date.field]: utc };
	if (date.format === 'milliseconds') return { [date.field]: utc * 1000 };
	const zone = date.zone === 'site' ? view.zone.luxonZone : 'utc';
	const moment = DateTime.fromSeconds(utc, { zone });
	return { [date.field]: moment.toFormat(date.format ?? "yyyy-MM-dd'T'HH:mm:ss") };
}
