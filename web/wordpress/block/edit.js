// The block in the editor, without a build: fields at the side, and in the page
// what visitors get where no script runs.
( function ( wp, words ) {
	const { createElement: el, Fragment } = wp.element;
	const { InspectorControls, useBlockProps } = wp.blockEditor;
	const { Disabled, PanelBody, SelectControl, TextControl, ToggleControl } = wp.components;

	function Edit( { attributes, setAttributes } ) {
		const text = ( name, more ) =>
			el( TextControl, {
				label: words[ name ],
				value: attributes[ name ] ?? '',
				onChange: ( value ) => setAttributes( { [ name ]: value } ),
				...more,
			} );
		const toggle = ( name, label ) =>
			el( ToggleControl, {
				label,
				checked: attributes[ name ],
				onChange: ( value ) => setAttributes( { [ name ]: value } ),
			} );
		const setRadius = ( value ) => {
			const miles = Math.round( Number( value ) );
			setAttributes( { radius: miles >= 1 && miles <= 500 ? miles : undefined } );
		};
		return el(
			Fragment,
			null,
			el(
				InspectorControls,
				null,
				el(
					PanelBody,
					{ title: words.settings },
					text( 'near' ),
					text( 'radius', { type: 'number', min: 1, max: 500, onChange: setRadius } ),
					el( SelectControl, {
						label: words.lang,
						value: attributes.lang,
						options: [
							{ value: '', label: words.lang_page },
							{ value: 'en', label: 'English' },
							{ value: 'es', label: 'Español' },
						],
						onChange: ( lang ) => setAttributes( { lang } ),
					} ),
					toggle( 'offered', words.closure ),
					toggle( 'autosearch', words.autosearch )
				)
			),
			el(
				'div',
				useBlockProps(),
				el( 'p', null, words.block_preview ),
				el( Disabled, null, el( wp.serverSideRender, { block: 'physician-finder/finder', attributes } ) )
			)
		);
	}

	wp.blocks.registerBlockType( 'physician-finder/finder', {
		title: words.block_title,
		description: words.block_purpose,
		edit: Edit,
		save: () => null,
	} );
} )( window.wp, window.physicianFinderWords );
