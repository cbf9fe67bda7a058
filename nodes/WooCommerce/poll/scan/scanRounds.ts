import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { valueOrProblem } from '../../../host/nodeErrors';
import { connect } from '../../client/connect';
import { probe } from '../read/readPages';
import { paceOf } from './scanList';
import { RESOURCES } from '../../resources';
import { defaultPolledResource } from '../../polledResource';

const CHOICES = [1, 2, 5, 10, 20, 50];

/**
 * Lists how many polls a full comparison takes in the shop of the credential, with the full number of requests
 * and with the smallest. If each poll compares everything anyway, the list has the default only. n8n cannot hide an
 * option by what a shop returns.
 */
export async function scanRounds(this: ILoadOptionsFunctions): Promise<INodeListSearchResult> {
	const shop = valueOrProblem(this.getNode(), await connect(this));
	const sizes: Array<[string, number]> = [];
	for (const name of ['customers', 'discounts']) {
		const newest = await probe({ shop, polled: defaultPolledResource(name, RESOURCES[name]) });
		sizes.push([name, valueOrProblem(this.getNode(), newest).total]);
	}
	if (sizes.every(([, size]) => roundOf(size, 1) === 1)) {
		const all = sizes.map(([name, size]) => `${size} ${name}`).join(' and ');
		return { results: [{ name: `Not needed: each poll compares all ${all}`, value: '5' }] };
	}
	const results = CHOICES.map((requests) => {
		const rounds = sizes.map(([name, size]) => {
			const least = roundOf(size, requests);
			const most = roundOf(size, paceOf(requests, Infinity));
			return `${size} ${name} in ${least < most ? `${least} to ` : ''}${count(most, 'poll')}`;
		});
		return {
			name: `At most ${count(requests, 'request')} per poll and resource: ${rounds.join(', ')}`,
			value: String(requests),
		};
	});
	return { results };
}

/**
 * Returns how many polls a full comparison takes.
 *
 * @param size number of objects in the list. A page has 100 rows, and repeats one row of the page before
 */
function roundOf(size: number, requests: number): number {
	return Math.max(1, Math.ceil(Math.ceil(Math.max(size - 1, 1) / 99) / requests));
}

function count(number: number, noun: string): string {
	return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
