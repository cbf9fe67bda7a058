import type { JsonObject } from '../../json';
import { draw, pickBy } from './draw';

const FIRST_NAMES = [
	...['Ada', 'Bram', 'Chloé', 'Dmitri', 'Elif', 'Farah', 'Grace', 'Hugo', 'Ines', 'José', 'Kofi'],
	...['Lucía', 'Mei', 'Nadia', 'Oskar', 'Priya', 'Quinn', 'Rosa', 'Søren', 'Tomás', 'Uma', 'Vera'],
	...['Wanda', 'Ximena', 'Yusuf', 'Zoë'],
];
const LAST_NAMES = [
	...['Abbott', 'Brandt', 'Castro', 'Dubois', 'Eriksen', 'Fischer', 'García', 'Huang', 'Ivanova'],
	...['Jansen', 'Kowalski', 'Lindqvist', 'Müller', 'Nakamura', "O'Brien", 'Petrov', 'Quispe'],
	...['Rossi', 'Schäfer', 'Tanaka', 'Ueda', 'Vasquez', 'Weber', 'Xu', 'Yilmaz', 'Zając'],
];
const PLACES = [
	{ city: 'New York', state: 'NY', postcode: '10003', country: 'US' },
	{ city: 'Portland', state: 'OR', postcode: '97209', country: 'US' },
	{ city: 'Toronto', state: 'ON', postcode: 'M5V 2T6', country: 'CA' },
	{ city: 'Köln', state: 'DE-NW', postcode: '50667', country: 'DE' },
	{ city: 'Lyon', state: '', postcode: '69002', country: 'FR' },
	{ city: '大阪市', state: 'JP27', postcode: '530-0001', country: 'JP' },
];
const STREETS = ['Main St', 'Oak Avenue', 'Market Street', 'Lindenallee', 'Rue Centrale'];

export interface Person {
	first: string;
	last: string;
	email: string;
	address: JsonObject;
}

export function firstName(seed: number, id: number, kind: string): string {
	return pickBy(FIRST_NAMES, draw(seed, id, `${kind} first name`));
}

export function lastName(seed: number, id: number, kind: string): string {
	return pickBy(LAST_NAMES, draw(seed, id, `${kind} last name`));
}

/** A person with an address: a customer, or a guest who ordered. */
export function personOf(seed: number, id: number, kind: string): Person {
	const first = firstName(seed, id, kind);
	const last = lastName(seed, id, kind);
	const number = Math.floor(draw(seed, id, `${kind} house`) * 900) + 1;
	const street = pickBy(STREETS, draw(seed, id, `${kind} street`));
	return {
		first,
		last,
		email: `${kind}${id}@example.com`,
		address: {
			first_name: first,
			last_name: last,
			company: '',
			address_1: `${number} ${street}`,
			address_2: '',
			...pickBy(PLACES, draw(seed, id, `${kind} place`)),
		},
	};
}

const ADDRESS: JsonObject = {
	first_name: '',
	last_name: '',
	company: '',
	address_1: '',
	address_2: '',
	city: '',
	state: '',
	postcode: '',
	country: '',
};

/** An empty address. */
export function blankAddress(more: JsonObject): JsonObject {
	return { ...ADDRESS, ...more };
}
