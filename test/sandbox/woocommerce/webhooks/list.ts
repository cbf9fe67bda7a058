import { notSimulated } from '../errors';
import type { ListPage } from '../lists';
import { listParameters, readParameters, type ParameterRule } from '../parameters';
import type { PhpParameters } from '../phpQuery';
import { HOOK_STATUSES, type Hook } from './hooks';

const PARAMETERS: Readonly<Record<string, ParameterRule>> = {
	...listParameters(['date', 'id', 'title'], 'date', 'desc'),
	status: { kind: 'choice', of: ['all', ...HOOK_STATUSES], default: 'all' },
};

const SORT_KEYS: Readonly<Record<string, (hook: Hook) => number | string>> = {
	date: (hook) => hook.created,
	id: (hook) => hook.id,
	title: (hook) => hook.name.toLowerCase(),
};

/** One page of the list (WC_Webhook_Data_Store::search_webhooks). */
export function listHooks(
	all: readonly Hook[],
	given: PhpParameters,
): Omit<ListPage, 'rows'> & { hooks: Hook[] } {
	const values = readParameters(given, PARAMETERS);
	for (const name of ['after', 'before'])
		if (given[name] !== undefined) throw notSimulated(`the parameter ${name} of webhooks`);
	const perPage = values.per_page as number;
	// An offset in the request is dropped together with `page`, so the first page always comes
	// (https://github.com/woocommerce/woocommerce/issues/66818).
	const offset = values.offset ? 0 : ((values.page as number) - 1) * perPage;
	const found = all.filter((hook) => fits(hook, values));
	const sortKey = SORT_KEYS[values.orderby as string];
	const direction = values.order === 'asc' ? 1 : -1;
	found.sort((first, second) => direction * compare(sortKey, first, second));
	return {
		hooks: found.slice(offset, offset + perPage),
		total: found.length,
		// With one row a page the store counts one page for every total.
		totalPages: perPage > 1 ? Math.ceil(found.length / perPage) : 1,
		page: Math.floor(offset / perPage) + 1,
	};
}

function fits(hook: Hook, values: ReturnType<typeof readParameters>): boolean {
	const include = (values.include ?? []) as readonly number[];
	const exclude = (values.exclude ?? []) as readonly number[];
	const search = String(values.search ?? '').toLowerCase();
	return (
		(values.status === 'all' || values.status === hook.status) &&
		hook.name.toLowerCase().includes(search) &&
		(include.length === 0 || include.includes(hook.id)) &&
		!exclude.includes(hook.id)
	);
}

function compare(key: (hook: Hook) => number | string, first: Hook, second: Hook): number {
	const [a, b] = [key(first), key(second)];
	if (a !== b) return a < b ? -1 : 1;
	return first.id - second.id;
}
