//! One function through all the passes.

use crate::activity::Activity;
use crate::errors::Errors;
use crate::{
    analyse, arrays, chains, closures, emit, iterators, lookups, lower, methods, normalize,
    outcomes, parse, places, rename,
};
use proc_macro2::{Ident, TokenStream};

/// Where a function with companions beside it lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Home {
    /// `impl T`
    Inherent,
    /// `trait T`
    Trait,
    /// `impl T for U`
    TraitImpl,
    /// `impl Add for U`: the rule of an operator.
    Operator,
}

/// The form of an annotated function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Its companion is a type of the same name.
    Free,
    /// Its companions are functions beside it.
    Associated { receiver: bool, home: Home },
}

impl Form {
    /// The form of a function that has been found in `home`, or anywhere: what
    /// mentions `self` or `Self` is associated.
    pub(super) fn of(function: &syn::ItemFn, home: Home) -> Form {
        let receiver = function.sig.receiver().is_some();
        if receiver || super::receiver::mentions_self_type(function) {
            Form::Associated { receiver, home }
        } else {
            Form::Free
        }
    }
}

/// What a function expands to.
#[derive(Default)]
pub(super) struct Parts {
    /// What stands beside the function.
    pub(super) beside: TokenStream,
    /// The signature of the sweep, if that stands in a trait of its own, and the
    /// sweep itself.
    pub(super) signature: TokenStream,
    pub(super) sweep: TokenStream,
    /// The body of an operator's rule.
    pub(super) rule: Option<emit::RuleBody>,
}

impl Parts {
    fn error(errors: Errors) -> Parts {
        Parts {
            beside: errors.into_tokens(),
            ..Parts::default()
        }
    }
}

/// The derivatives of a function, or the errors found in it.
pub(super) fn derivatives(options: TokenStream, function: syn::ItemFn, form: Form) -> Parts {
    let mut ways = super::conditional::ways(&function);
    if let (
        [_, _, ..],
        Form::Associated {
            home: Home::Operator,
            ..
        },
    ) = (ways.as_slice(), &form)
    {
        // The rule is put together from its parts: what is refused says why.
        ways = vec![function];
    }
    let mut all = Parts::default();
    for function in ways {
        let parts = one_way(options.clone(), function, form.clone());
        all.beside.extend(parts.beside);
        all.signature.extend(parts.signature);
        all.sweep.extend(parts.sweep);
        all.rule = all.rule.or(parts.rule);
    }
    all
}

fn one_way(options: TokenStream, function: syn::ItemFn, form: Form) -> Parts {
    let (function, lowered) = match lowered(options, function, form) {
        Ok(lowered) => lowered,
        Err(errors) => return Parts::error(errors),
    };
    let facts = analyse::analyse(&lowered.body);
    let emit::Emitted {
        beside,
        signature,
        sweep,
        rule,
    } = emit::emit(&function, &lowered, &facts);
    Parts {
        beside,
        signature,
        sweep,
        rule,
    }
}

/// The passes up to the intermediate representation.
pub(super) fn lowered(
    options: TokenStream,
    mut function: syn::ItemFn,
    form: Form,
) -> Result<(parse::DiffFn, lower::Lowered), Errors> {
    let mut errors = Errors::default();
    let options = match syn::parse2::<parse::Options>(options) {
        Ok(options) => options,
        Err(error) => {
            errors.push(error);
            parse::Options::default()
        }
    };
    if let Some(attribute) = function.attrs.iter().find(|a| is_ours(a)) {
        errors.at(
            attribute,
            "this function is annotated twice: give all options in one `#[differentiable(…)]`",
        );
        return Err(errors);
    }
    let root = options.root.clone().unwrap_or_else(super::find_root);
    let checkpoints = parse::checkpoint::number(&mut function.block, &mut errors);
    let float = parse::generic_float(&function.sig);
    crate::ty::set_generic_float(float.map(|name| name.to_string()));
    parse::refuse_items(&function, &mut errors);
    parse::tell_apart(&mut function);
    parse::check_capitals(&mut function.block, &mut errors);
    normalize::normalize(&mut function, &root);
    parse::accept_float_bounds(&mut function, &root);
    chains::spread_types(&mut function);
    let mut function = parse::read_signature(function, &options, root, form, &mut errors);
    parse::refuse_unsupported(&function.item.block, &mut errors);
    if errors.any() {
        return Err(errors);
    }
    let mut names: Vec<Ident> = Vec::new();
    for param in &function.params {
        names.push(param.name.clone());
    }
    rename::unique_names(&mut function, &names);
    methods::mark_own(&mut function);
    let wanted = function
        .params
        .iter()
        .filter(|p| p.wanted)
        .flat_map(|p| match &p.pattern {
            Some(pat) => crate::activity::bound_names(pat)
                .into_iter()
                .chain([p.name.to_string()])
                .collect::<Vec<_>>(),
            None => vec![p.name.to_string()],
        });
    let functions = function.params.iter().filter(|p| p.callable.is_some());
    let wanted: Vec<String> = wanted
        .chain(functions.map(|p| p.name.to_string()))
        .collect();
    let lent = function.params.iter().filter(|p| p.is_foreign_buffer());
    let lent: Vec<String> = lent.map(|p| p.name.to_string()).collect();
    let constant = function
        .params
        .iter()
        .filter(|p| p.is_generator(&function.item.sig.generics));
    let constant: Vec<String> = constant.map(|p| p.name.to_string()).collect();
    let shared = function.params.iter().filter(|p| p.is_shared());
    let shared: Vec<String> = shared.map(|p| p.name.to_string()).collect();
    let analysed = |block: &syn::Block, late: bool| {
        Activity::of(block, &wanted, &lent, &constant, &shared, late)
    };
    let mut late = false;
    let mut activity = analysed(&function.item.block, late);
    if arrays::spell_out(&mut function, &activity) {
        rename::unique_names(&mut function, &names);
        activity = analysed(&function.item.block, late);
    }
    if places::spell_out(&mut function, &activity) {
        activity = analysed(&function.item.block, late);
    }
    if iterators::spell_out(&mut function, &activity) {
        rename::unique_names(&mut function, &names);
        activity = analysed(&function.item.block, late);
    }
    loop {
        let inlined = closures::inline(&mut function, &activity);
        if inlined {
            // A body that stands in several places has names in several.
            rename::unique_names(&mut function, &names);
            activity = analysed(&function.item.block, late);
        }
        let looped = chains::into_loops(&mut function, &activity, &mut errors)
            || lookups::spell_out(&mut function, &activity)
            || outcomes::spell_out(&mut function, &activity);
        if looped {
            // What is written twice in a loop for each part of `a.chain(b)` has one name.
            rename::unique_names(&mut function, &names);
        }
        if !inlined && !looped {
            if late || !activity.is_unsure() {
                break;
            }
            late = true;
        }
        activity = analysed(&function.item.block, late);
    }
    for param in &mut function.params {
        if param.is_foreign_buffer() && !activity.is_active(&param.name.to_string()) {
            param.hold_constant();
        }
    }
    if errors.any() {
        return Err(errors);
    }
    let lowered = lower::lower(&function, &activity, &mut errors);
    for (number, attribute) in checkpoints.iter().enumerate() {
        if !lowered.checkpoints.contains(&number) && !errors.any() {
            errors.at(attribute, lower::CHECKPOINT_WHERE);
        }
    }
    if errors.any() {
        return Err(errors);
    }
    Ok((function, lowered))
}

/// Whether an attribute is `#[differentiable]`.
pub(super) fn is_ours(attribute: &syn::Attribute) -> bool {
    crate::paths::ends_in(attribute.path(), "differentiable")
}
