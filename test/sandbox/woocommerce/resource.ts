import type { JsonObject, JsonValue } from '../json';
import type { Random } from '../random';
import type { Boundary, DateParameter } from './dates';
import type { ApiError } from './errors';
import type { ParameterRule, ParameterValues } from './parameters';
import type { SortKey, Table } from './table';
import type { SiteZone } from './zone';

/** What a resource may ask of the shop while its objects are made. */
export interface ShopView {
	readonly seed: number;
	readonly zone: SiteZone;
	/** For values that are random on every read. */
	readonly random: Random;
	/** An address of the site's front, such as `https://shop.example/product/hat/`. */
	site(path: string): string;
	/** An address of the REST API, such as `https://shop.example/wp-json/wc/v3/orders`. */
	rest(path: string): string;
	table(resource: string): Table;
	/** The object of a row as a client would read it. */
	read(resource: string, row: number): JsonObject;
	/** The same before `finish`: without what depends on other objects, and so without its cost. */
	stored(resource: string, row: number): JsonObject;
	/** A new id for a line item or a meta entry. */
	nextInnerId(): number;
	/** The shop's time in whole seconds. */
	now(): number;
}

/** Where a resource's ids come from: WordPress' tables each count for themselves. */
export type IdSequence = 'posts' | 'users' | 'terms' | 'comments' | 'custom';

/** How a posted field is checked, in the words of the JSON schemas. */
export type FieldRule =
	| 'string'
	| 'integer'
	| 'boolean'
	| 'array'
	| 'object'
	| 'date'
	| 'any'
	| readonly string[];

/** How a posted field is merged into the stored one. Other fields replace it. */
export type Merge = 'object' | 'meta';

/** A value that no second object may have. */
export interface UniqueField {
	field: string;
	/** The id whose seeded object has this value; undefined for none. */
	seededOwner(value: string): number | undefined;
	refusal(owner: number): ApiError;
}

/** How a resource is written; a resource without it is read-only. */
export interface WriteRules {
	fields: Readonly<Record<string, FieldRule>>;
	required: readonly string[];
	merges: Readonly<Record<string, Merge>>;
	unique?: UniqueField;
	/**
	 * Completes a posted change: prices line items, sums totals and rejects invalid values. `current`
	 * is undefined while creating.
	 */
	prepare?(view: ShopView, patch: JsonObject, current?: JsonObject): JsonObject;
	/** `refused`: 501 without `force`. */
	trash: 'moves' | 'refused';
	/** Returns an error for objects that may not be deleted this way. */
	mayDelete?(object: JsonObject): ApiError | undefined;
}

/** One resource of the API: everything in which it differs from the others. */
export interface Resource {
	/** Its name here: `orders`, `categories`, `refunds`. */
	readonly name: string;
	/** Its place under `wc/v3`; `{parent}` stands for the id of its parent. */
	readonly path: string;
	readonly parent?: { resource: string; missing(): ApiError };
	readonly ids: IdSequence;
	/** Its name in error codes: `woocommerce_rest_shop_order_invalid_id`. */
	readonly noun: string;
	/** The error for an id that does not exist. */
	readonly unknown: (action: 'read' | 'update' | 'delete') => ApiError;

	/** The field that the groups are about, and all its values. */
	readonly groupField?: string;
	readonly groups: readonly string[];
	/** The groups that a list shows. */
	readonly listed: (values: ParameterValues) => readonly string[];

	readonly parameters: Readonly<Record<string, ParameterRule>>;
	/** `orderby` values and what they sort by: an order of the table, `include`, or `random`. */
	readonly orderBy: Readonly<Record<string, string>>;
	/** Orders beyond id and dates. */
	readonly sortKeys: (view: ShopView, table: Table) => Record<string, SortKey>;
	/** How date parameters are compared. */
	readonly boundary: (date: DateParameter, datesAreGmt: boolean, zone: SiteZone) => Boundary;
	/** Further filters: by parameter, what an object must fulfil. */
	readonly filters: Readonly<Record<string, (object: JsonObject, wanted: JsonValue) => boolean>>;
	/** Fields that `search` looks into; dots lead inward. */
	readonly searched: readonly string[];
	/**
	 * The total behind the last row: right, right only where `page` led there (WP_Query counts again
	 * only then), or 0.
	 */
	readonly totalPastEnd: 'right' | 'rightByPage' | 'zero';

	/** The empty object: every field, in the API's order. */
	readonly blank: JsonObject;
	/** What the seed makes of an id. */
	generate(view: ShopView, id: number, row: number): JsonObject;
	/** What depends on other objects or on the moment, worked out at every read. */
	finish?(view: ShopView, object: JsonObject, row: number): void;
	/** The date fields of a row. */
	dates(view: ShopView, created: number, modified: number | null): JsonObject;
	links(view: ShopView, object: JsonObject): Record<string, string>;

	readonly write?: WriteRules;
	/** Whether an update moves the modified date, given the fields whose value changed. */
	movesDate(changed: readonly string[]): boolean;
}
