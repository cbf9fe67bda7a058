import { without, type JsonObject } from '../../json';
import { hashText } from '../../random';
import { boundaryOfPosts } from '../dates';
import { ApiError } from '../errors';
import { listParameters } from '../parameters';
import type { Resource, ShopView, WriteRules } from '../resource';
import type { Table } from '../table';
import { randomOf } from './draw';
import { blankAddress, firstName, lastName, personOf } from './person';
import { createdAndModified, NO_DATES, selfAndCollection } from './posts';
import { seededOwner } from './productSeed';

/** What seeded customers are called, in their user names and addresses. */
export const CUSTOMER = 'customer';

const ROLES = [
	...['administrator', 'editor', 'author', 'contributor', 'subscriber', 'customer'],
	'shop_manager',
];

const BLANK: JsonObject = {
	id: 0,
	...NO_DATES,
	email: '',
	first_name: '',
	last_name: '',
	role: 'customer',
	username: '',
	billing: blankAddress({ email: '', phone: '' }),
	shipping: blankAddress({ phone: '' }),
	is_paying_customer: false,
	avatar_url: '',
	meta_data: [],
};

function generateCustomer(view: ShopView, id: number): JsonObject {
	const person = personOf(view.seed, id, CUSTOMER);
	const random = randomOf(view.seed, id, CUSTOMER);
	return {
		...BLANK,
		email: person.email,
		first_name: person.first,
		last_name: person.last,
		username: `${CUSTOMER}${id}`,
		billing: { ...person.address, email: person.email, phone: '(555) 555-0123' },
		shipping: { ...person.address, phone: '' },
		is_paying_customer: random.chance(0.6),
	};
}

function prepareCustomer(_view: ShopView, patch: JsonObject, current?: JsonObject): JsonObject {
	const prepared: JsonObject = without(patch, 'password');
	if (!current)
		return { ...prepared, username: prepared.username || String(prepared.email).split('@')[0] };
	if (prepared.username !== undefined && prepared.username !== current.username)
		throw new ApiError(
			400,
			'woocommerce_rest_customer_invalid_argument',
			"Username isn't editable.",
		);
	return prepared;
}

function displayName(view: ShopView, table: Table, row: number): string {
	const own = table.contents.get(row) ?? {};
	const seed = table.blank.has(row) ? undefined : view.seed;
	const id = table.ids[row];
	const first = own.first_name ?? (seed === undefined ? '' : firstName(seed, id, CUSTOMER));
	const last = own.last_name ?? (seed === undefined ? '' : lastName(seed, id, CUSTOMER));
	return `${first} ${last}`.toLowerCase();
}

// The permission check looks the user up first, so even an update of an unknown one says 404.
function unknownCustomer(): ApiError {
	return new ApiError(404, 'wc_user_invalid_id', 'Invalid user ID.');
}

function mayDelete(customer: JsonObject): ApiError | undefined {
	const allowed = ['customer', 'subscriber'];
	if (allowed.includes(customer.role as string)) return undefined;
	return new ApiError(
		403,
		'woocommerce_rest_cannot_delete',
		`Sorry, users with ${customer.role} role cannot be deleted via this endpoint. ` +
			`Allowed roles: ${allowed.join(', ')}`,
	);
}

const WRITE: WriteRules = {
	fields: {
		email: 'string',
		first_name: 'string',
		last_name: 'string',
		username: 'string',
		password: 'string',
		billing: 'object',
		shipping: 'object',
		meta_data: 'array',
	},
	required: ['email'],
	merges: { billing: 'object', shipping: 'object', meta_data: 'meta' },
	prepare: prepareCustomer,
	unique: {
		field: 'email',
		seededOwner: (email) => seededOwner(email, /^customer(\d+)@example\.com$/),
		refusal: () =>
			new ApiError(
				400,
				'registration-error-email-exists',
				'An account is already registered with your email address. Please log in.',
			),
	},
	trash: 'refused',
	mayDelete,
};

/** The resource `customers`: WordPress' users, of which the list shows one role. */
export function customers(): Resource {
	return {
		name: 'customers',
		path: 'customers',
		ids: 'users',
		noun: 'customer',
		unknown: unknownCustomer,
		groupField: 'role',
		groups: ROLES,
		listed: ({ role }) => (role === 'all' ? ROLES : [role as string]),
		// Measured: this list silently ignores modified_after, which is not one of its parameters.
		parameters: {
			...listParameters(['id', 'include', 'name', 'registered_date'], 'name', 'asc'),
			role: { kind: 'choice', of: ['all', ...ROLES], default: 'customer' },
			email: { kind: 'text' },
		},
		orderBy: { id: 'id', include: 'include', name: 'name', registered_date: 'createdUtc' },
		sortKeys: (view, table) => ({ name: (row) => displayName(view, table, row) }),
		boundary: boundaryOfPosts,
		filters: { email: (customer, wanted) => customer.email === wanted },
		searched: ['username', 'email', 'first_name', 'last_name'],
		totalPastEnd: 'right',
		blank: BLANK,
		generate: generateCustomer,
		finish: (_view, customer) => {
			const mark = hashText(String(customer.email)).toString(16);
			customer.avatar_url = `https://secure.gravatar.com/avatar/${mark}?s=96&d=mm&r=g`;
		},
		dates: createdAndModified,
		links: (view, customer) => selfAndCollection(view, 'customers', customer),
		write: WRITE,
		// Measured: any PUT.
		movesDate: () => true,
	};
}
