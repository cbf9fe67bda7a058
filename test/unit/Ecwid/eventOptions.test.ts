import { EcwidEventsTrigger } from '../../../nodes/Ecwid/EcwidEventsTrigger.node';
import { readList } from '../../../nodes/core/text/list';

const { description } = new EcwidEventsTrigger();

/** As the editor of n8n evaluates it. */
function shownAt(acknowledge: string): string[] {
	return description.webhooks!.flatMap(({ path, ndvHideUrl }) => {
		const expression = /^=\{\{(.*)\}\}$/.exec(String(ndvHideUrl))![1];
		const isHidden = new Function('$parameter', `return ${expression}`)({ acknowledge }) as boolean;
		return isHidden ? [] : [path];
	});
}

describe('the panel', () => {
	it('shows the one URL for Ecwid', () => {
		expect(shownAt('received')).toEqual(['webhook']);
		expect(shownAt('finished')).toEqual(['finished']);
	});

	it('evaluates no expression for a delivery', () => {
		const served = description.webhooks!.map(({ ndvHideUrl, ...rest }) => {
			expect(ndvHideUrl).toBeDefined();
			return JSON.stringify(rest);
		});
		expect(served.filter((text) => text.includes('{{'))).toEqual([]);
		expect([description.version].flat()).not.toContain(1);
	});

	it('defaults to no legacy mode, fetching, and orders', () => {
		const defaults = Object.fromEntries(
			description.properties.map(({ name, default: value }) => [name, value]),
		);
		expect(defaults).toMatchObject({
			legacy: false,
			fetchObject: true,
			acknowledge: 'received',
			eventTypes: ['order.created', 'order.updated', 'order.deleted'],
		});
	});

	it('accepts events as a list and as text', () => {
		expect(readList(['order.created'])).toEqual(['order.created']);
		expect(readList('order.created, product.updated,')).toEqual([
			'order.created',
			'product.updated',
		]);
		expect(readList(undefined)).toEqual([]);
	});
});
