/** How Cloud Elements named this vendor; every event carries it, whatever captured it. */
export const ELEMENT = { elementKey: 'woocommercerest', hubKey: 'ecommerce' } as const;
