//! Calls of other differentiable functions: one call in each sweep, on the same
//! tape.

use super::parts::Parts;
use super::{Emitter, own, tokens_of};
use crate::analyse::{bar_root, captured, is_active};
use crate::ir::{Callee, FunctionArg, Operand, Place, StmtId, Use, VarId};
use crate::parse::Passing;
use crate::ty::Ty;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote_spanned};
use std::collections::BTreeSet;

impl Emitter<'_> {
    /// The bits of the `&mut` arguments whose content the callee has to put
    /// back.
    fn restore_bits(&self, args: &[Operand], id: StmtId) -> TokenStream {
        let mut bits = 0_u64;
        let mut conditions = Vec::new();
        for (i, arg) in args.iter().enumerate() {
            let Operand::Place(place, how) = arg else {
                continue;
            };
            if *how != Use::RefMut && !matches!(place.ty, Ty::RefMut(_)) {
                continue;
            }
            let bit = super::bit(i);
            if self.facts.lent.contains(&(id, i)) {
                bits |= bit;
                continue;
            }
            let mut wanted = Vec::new();
            if self.facts.lent_on.contains(&(id, i)) {
                wanted.push(self.restores(place).unwrap_or_else(|| quote!(true)));
            }
            wanted.extend(self.is_read_by_calls(id));
            if !wanted.is_empty() {
                conditions.push(quote!(if #(#wanted)||* { #bit } else { 0 }));
            }
        }
        if conditions.is_empty() {
            quote!(#bits)
        } else {
            quote!(#bits #(| #conditions)*)
        }
    }

    pub(super) fn forward_call(
        &mut self,
        callee: &Callee,
        args: &[Operand],
        functions: &[Option<FunctionArg>],
        id: StmtId,
    ) -> TokenStream {
        if let Callee::ParallelSum(path, bars) = callee {
            return self.forward_parallel(path, *bars, args, functions);
        }
        let tape = own("tape");
        let mut passed: Vec<TokenStream> = Vec::new();
        for (arg, function) in args.iter().zip(functions) {
            passed.push(match function {
                Some(function) => self.forward_function(function),
                None => self.forward_call_argument(arg, callee),
            });
        }
        match callee {
            Callee::Function(path) => {
                let bits = self.restore_bits(args, id);
                self.companion(path, "__forward", &quote!(#tape, #bits, (#(#passed,)*)))
            }
            Callee::Associated(path) => {
                let bits = self.restore_bits(args, id);
                let companion = associated(path, "forward");
                quote!(#companion(#tape, #bits, (#(#passed,)*)))
            }
            Callee::Param(callee) => {
                let bits = self.restore_bits(args, id);
                let called = self.called(*callee);
                quote!(#called(#tape, #bits, (#(#passed,)*)))
            }
            Callee::Method { name, generics } => {
                let bits = self.restore_bits(args, id);
                let receiver = args.first().map(|arg| self.receiver_source(arg));
                let args = passed.iter().skip(1);
                let companion = format_ident!("{}__differentiable", name, span = name.span());
                quote!(#receiver.#companion #generics(#tape, #bits, (#(#args,)*)))
            }
            Callee::Apply(path) => {
                let companion = self.applied(path, "apply__forward");
                let args: Vec<TokenStream> = args.iter().map(|a| self.forward_value(a)).collect();
                let input = match args.as_slice() {
                    [one] => quote!(#one),
                    many => quote!((#(#many,)*)),
                };
                let (ad, saved) = (&self.ad, self.applied(path, "Saved"));
                quote! {{
                    use #ad::Uncopied as _;
                    #companion(#tape, #input, #ad::CopierOf::<#saved>::of().copier())
                }}
            }
            Callee::ParallelSum(..) => TokenStream::new(),
        }
    }

    /// A mutable reference by name is for the callee's signature to borrow again:
    /// that may ask for a shared one. Only what has no signature is told.
    fn forward_call_argument(&self, arg: &Operand, callee: &Callee) -> TokenStream {
        match (arg, callee) {
            (Operand::Place(place, Use::Value), Callee::Param(_))
                if matches!(place.ty, Ty::RefMut(_)) =>
            {
                let source = self.source(place);
                quote!(&mut *#source)
            }
            _ => self.forward_value(arg),
        }
    }

    /// A companion of the function that `path` names, in an expression over what
    /// it is called there. If the function has none, the glob import supplies one
    /// whose use is a compile error.
    fn through(
        &self,
        path: &syn::Path,
        name: &str,
        expression: impl FnOnce(TokenStream) -> TokenStream,
    ) -> TokenStream {
        let ad = &self.ad;
        let span = crate::paths::span(path);
        let bare = without_arguments(path);
        let (callee, companion) = (
            Ident::new("__callee", proc_macro2::Span::call_site().located_at(span)),
            Ident::new(name, span),
        );
        let expression = expression(quote_spanned!(span=> #callee::#companion));
        quote!({ use #ad::fallback::*; use #bare as #callee; #expression })
    }

    /// A call of a companion of the function that `path` names.
    pub(super) fn companion(
        &self,
        path: &syn::Path,
        name: &str,
        args: &TokenStream,
    ) -> TokenStream {
        let generics = path.segments.last().map(|s| &s.arguments);
        let span = crate::paths::span(path);
        self.through(path, name, |companion| {
            let called = quote_spanned!(span=> #companion #generics);
            quote!(#called(#args))
        })
    }

    /// A companion of the function that `path` names, as a value.
    pub(super) fn companion_itself(&self, path: &syn::Path, name: &str) -> TokenStream {
        self.through(path, name, |companion| companion)
    }

    /// A companion of `Type::apply`.
    fn applied(&self, path: &syn::Path, name: &str) -> TokenStream {
        let ad = &self.ad;
        let name = Ident::new(name, proc_macro2::Span::call_site());
        let mut ty = path.clone();
        ty.segments.pop();
        ty.segments.pop_punct();
        quote!(<#ty as #ad::Function>::#name)
    }

    /// Makes sure that what is called `detach` is the library's own.
    pub(super) fn check_detach(&self, path: &syn::Path) -> TokenStream {
        let _located = super::Located::at(crate::paths::span(path));
        self.through(path, "__is_detach", |check| quote!(#check(());))
    }

    pub(super) fn reverse_call(
        &mut self,
        callee: &Callee,
        args: &[Operand],
        kept: &[Option<VarId>],
        functions: &[Option<FunctionArg>],
        id: StmtId,
        y_bar: &TokenStream,
    ) -> TokenStream {
        if let Callee::ParallelSum(_, bars) = callee {
            return self.reverse_parallel(*bars, args, functions, y_bar);
        }
        let ad = self.ad.clone();
        let tape = own("tape");
        let bits = self.restore_bits(args, id);
        let mut before = TokenStream::new();
        let mut after = TokenStream::new();
        let mut given = Vec::new();
        let mut bars = Vec::new();
        let lent: Vec<Option<VarId>> = args.iter().map(|a| self.lent_root(a)).collect();
        // What several closures add to, or a closure and the callee.
        let mut taken: BTreeSet<VarId> = BTreeSet::new();
        let captured: BTreeSet<VarId> = functions
            .iter()
            .flatten()
            .flat_map(|function| match function {
                FunctionArg::Closure(lambda) => captured(self.body, lambda),
                _ => BTreeSet::new(),
            })
            .collect();
        let mut receiver_apart = false;
        let at = match callee {
            Callee::Function(path) => crate::paths::span(path),
            Callee::Associated(path) => crate::paths::span(&path.path),
            Callee::Method { name, .. } => name.span(),
            _ => proc_macro2::Span::call_site(),
        };
        // Where the callee has no place for it, rustc says so at the call.
        let some = crate::paths::located(&quote!(#ad::Some), at);
        let lend = |bar: &TokenStream| {
            let bar = crate::paths::located(bar, at);
            quote_spanned!(at=> #some(#bar))
        };
        let mut parts = if functions.iter().all(Option::is_none) {
            self.parts(args, kept)
        } else {
            Parts::default()
        };
        for (i, (arg, kept)) in args.iter().zip(kept).enumerate() {
            if let Some(function) = functions.get(i).and_then(Option::as_ref) {
                let reverse = self.reverse_function(function, i, &mut taken);
                before.extend(reverse.before);
                after.extend(reverse.after);
                given.push(reverse.value);
                bars.push(quote!(#ad::None));
                continue;
            }
            let part = parts.halves.remove(&i);
            let half = || self.half(args, i).filter(|_| kept.is_none());
            if let Some(half) = part.or_else(half) {
                receiver_apart |= i == 0;
                before.extend(half.before);
                after.extend(half.after);
                given.push(half.given);
                bars.push(half.bar.map_or_else(|| quote!(#ad::None), |bar| lend(&bar)));
                continue;
            }
            given.push(match callee {
                Callee::Param(_) => self.given_whole(arg),
                _ => self.given_again(arg, *kept),
            });
            let Operand::Place(place, _) = arg else {
                bars.push(quote!(#ad::None));
                continue;
            };
            if !is_active(self.body, arg) {
                bars.push(quote!(#ad::None));
                continue;
            }
            let own_bar = format_ident!("bar{}", i, span = proc_macro2::Span::mixed_site());
            match lent[i] {
                None => {
                    before.extend(quote!(let mut #own_bar = #ad::neutral();));
                    after.extend(self.contribute(arg, quote!(#own_bar)));
                    bars.push(lend(&quote!(&mut #own_bar)));
                }
                Some(root)
                    if captured.contains(&root)
                        || lent.iter().filter(|r| **r == Some(root)).count() > 1 =>
                {
                    let value = self.primal(place);
                    let behind = matches!(place.ty, Ty::RefMut(_)).then(|| quote!(*));
                    before.extend(quote!(let mut #own_bar = #ad::zero_like(&#behind #value);));
                    after.extend(self.contribute(arg, quote!(#own_bar)));
                    let view = matches!(place.ty, Ty::View(_));
                    bars.push(if view {
                        lend(&quote!(#own_bar.view_mut()))
                    } else {
                        lend(&quote!(&mut #own_bar))
                    });
                }
                Some(_) => {
                    let target = self.bar_target(place);
                    let lent = lend(&target);
                    bars.push(match self.gate(place) {
                        Some(wanted) => quote!(if #wanted { #lent } else { #ad::None }),
                        None => lent,
                    });
                }
            }
        }
        let all = functions.iter().all(Option::is_none)
            && args.iter().all(|arg| match arg {
                Operand::Place(place, _) => is_active(self.body, arg) && self.gate(place).is_none(),
                Operand::Inactive(v) => v.ty.is_scalar(),
            });
        let reverse = if all { "reverse_all" } else { "reverse" };
        let call = match callee {
            Callee::Function(path) => self.companion(
                path,
                &format!("__{reverse}"),
                &quote!(#tape, #bits, (#(#given,)*), #y_bar, (#(#bars,)*)),
            ),
            Callee::Associated(path) => {
                let companion = associated(path, reverse);
                quote!(#companion(#tape, #bits, (#(#given,)*), #y_bar, (#(#bars,)*)))
            }
            Callee::Method { name, generics } => {
                let receiver = match given.first() {
                    Some(part) if receiver_apart => Some(quote!((#part))),
                    _ => args.first().map(|arg| self.receiver_primal(arg)),
                };
                let companion = format_ident!("{}__pullback", name, span = name.span());
                let (bar, bars) = bars.split_first().unzip();
                let bars = bars.into_iter().flatten();
                let given = given.iter().skip(1);
                quote!(#receiver.#companion #generics(#tape, #bits, (#(#given,)*), #y_bar, #bar, (#(#bars,)*)))
            }
            Callee::Param(callee) => {
                let called = self.called_back(*callee);
                quote!(#called(#tape, #bits, (#(#given,)*), #y_bar, (#(#bars,)*)))
            }
            Callee::Apply(_) | Callee::ParallelSum(..) => TokenStream::new(),
        };
        let split = parts.before;
        quote!({ #before #split #call; #after })
    }

    /// A method's receiver in the forward sweep: the method borrows what it takes.
    fn receiver_source(&self, receiver: &Operand) -> TokenStream {
        match receiver {
            Operand::Place(place, _) => self.source(place),
            Operand::Inactive(v) => {
                let expr = tokens_of(v);
                quote!((#expr))
            }
        }
    }

    /// The same in the reverse sweep.
    fn receiver_primal(&self, receiver: &Operand) -> TokenStream {
        match receiver {
            Operand::Place(place, Use::RefMut) => self.primal_mut(place),
            Operand::Place(place, _) => self.primal(place),
            Operand::Inactive(v) => {
                let expr = tokens_of(v);
                quote!((#expr))
            }
        }
    }

    /// The variable whose cotangent buffer is lent for an argument.
    fn lent_root(&self, arg: &Operand) -> Option<VarId> {
        let Operand::Place(place, how) = arg else {
            return None;
        };
        let lent = *how != Use::Value || place.ty.is_reference() || matches!(place.ty, Ty::View(_));
        (lent && is_active(self.body, arg)).then(|| bar_root(self.body, place))
    }

    /// What the reverse sweep gives again of a value that was given.
    pub(super) fn kept_of(&self, value: &TokenStream, active: bool) -> TokenStream {
        let ad = &self.ad;
        if active {
            quote!(#ad::kept(&(#value)))
        } else {
            quote!((&&&#ad::Given(&(#value))).given_again())
        }
    }

    /// What an argument's callee gets again in the reverse sweep.
    pub(super) fn given_again(&self, arg: &Operand, kept: Option<VarId>) -> TokenStream {
        if let Some(kept) = kept {
            let name = &self.var(kept).name;
            return quote!(#name);
        }
        // A constant of the callee too, which the forward sweep alone is given.
        if let Operand::Place(place, _) = arg
            && place.is_whole()
            && let Some(param) = self.constant(place.root)
        {
            return self.absent(param);
        }
        match arg {
            Operand::Inactive(v) if crate::analyse::is_owned(&v.ty) => quote!(()),
            // Only the type says whether the callee keeps it.
            Operand::Inactive(v) if v.ty == Ty::Unknown => {
                let value = tokens_of(v);
                self.kept_of(&quote!(#value), false)
            }
            Operand::Inactive(v) => tokens_of(v),
            Operand::Place(place, Use::Ref) => {
                let value = self.primal(place);
                quote!(&#value)
            }
            Operand::Place(place, Use::RefMut) => {
                let value = self.primal_mut(place);
                quote!(&mut #value)
            }
            Operand::Place(place, Use::Value) if matches!(place.ty, Ty::RefMut(_)) => {
                self.reborrowed(place)
            }
            Operand::Place(place, Use::Value) if matches!(place.ty, Ty::View(_)) => {
                let value = self.primal(place);
                if place.is_whole() {
                    quote!(#value.view())
                } else {
                    value
                }
            }
            Operand::Place(place, Use::Value) if crate::analyse::is_owned(&place.ty) => quote!(()),
            Operand::Place(place, Use::Value) => self.primal(place),
        }
    }

    /// As in the forward sweep, the callee's signature borrows a parameter again.
    fn reborrowed(&self, place: &Place) -> TokenStream {
        let value = self.primal_mut(place);
        if self.passing(place.root) == Some(Passing::RefMut) {
            value
        } else {
            quote!(&mut #value)
        }
    }

    pub(super) fn reverse_apply(
        &mut self,
        path: &syn::Path,
        args: &[Operand],
        y_bar: &TokenStream,
    ) -> TokenStream {
        let tape = own("tape");
        let companion = self.applied(path, "apply__reverse");
        let call = quote!(#companion(#tape, #y_bar));
        if let [one] = args {
            let bar = own("bar0");
            let contribution = if is_active(self.body, one) {
                self.contribute(one, quote!(#bar))
            } else {
                TokenStream::new()
            };
            return quote!({ let #bar = #call; #contribution });
        }
        let names: Vec<Ident> = (0..args.len())
            .map(|i| format_ident!("bar{}", i, span = proc_macro2::Span::mixed_site()))
            .collect();
        let contributions = args
            .iter()
            .zip(&names)
            .filter(|(arg, _)| is_active(self.body, arg))
            .map(|(arg, name)| self.contribute(arg, quote!(#name)));
        quote!({ let (#(#names,)*) = #call; #(#contributions)* })
    }
}

/// The companion of an associated function: `T::new` becomes `T::new__forward`.
fn associated(path: &syn::ExprPath, kind: &str) -> TokenStream {
    let mut path = path.clone();
    if let Some(last) = path.path.segments.last_mut() {
        last.ident = format_ident!("{}__{}", last.ident, kind, span = last.ident.span());
    }
    quote!(#path)
}

/// The path as `use` takes it: without generic arguments.
fn without_arguments(path: &syn::Path) -> syn::Path {
    let mut path = path.clone();
    for segment in &mut path.segments {
        segment.arguments = syn::PathArguments::None;
    }
    path
}
