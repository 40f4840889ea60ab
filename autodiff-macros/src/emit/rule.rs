//! Primitives: their values, and their adjoints.

use super::stmt::operator;
use super::{Emitter, own, tokens_of};
use crate::analyse::{is_active, operands};
use crate::ir::{BinOp, Callee, Op, Operand, Shapes, StmtId, Use, VarId};
use crate::rules::Method;
use crate::ty::Ty;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::format_ident;

impl Emitter<'_> {
    /// A primitive's value in the forward sweep.
    pub(super) fn forward_op(&mut self, op: &Op, id: StmtId) -> TokenStream {
        match op {
            Op::Use(operand) => match operand {
                // A reference to a scalar used as a scalar.
                Operand::Place(place, Use::Value)
                    if place.ty.is_reference() && *place.ty.behind() == Ty::Float =>
                {
                    let source = self.source(place);
                    quote!(*#source)
                }
                _ => self.forward_value(operand),
            },
            Op::Opaque(v) if v.pure => self.written(v),
            Op::Opaque(v) => self.guarded(v),
            Op::Binary(kind, a, b) => {
                let (a, b, op) = (
                    self.forward_operand(a),
                    self.forward_operand(b),
                    operator(*kind),
                );
                quote!(#a #op #b)
            }
            Op::Neg(operand) => {
                let x = self.forward_operand(operand);
                quote!(-#x)
            }
            Op::Elementary {
                rule,
                args,
                path,
                name,
                ..
            } => self.forward_elementary(rule, args, path.as_ref(), name),
            Op::Sloped { path, args, slopes } => self.forward_sloped(path, args, slopes),
            Op::Call {
                callee,
                args,
                functions,
                ..
            } => self.forward_call(callee, args, functions, id),
            Op::Method {
                rule,
                name,
                generics,
                recv,
                args,
                unwrap,
                array,
                ..
            } => {
                let moves = array.is_some_and(|array| array.moves);
                let recv = match rule {
                    Method::Unwrap | Method::UnwrapOr => self.moved_receiver(recv),
                    _ if moves => self.moved_receiver(recv),
                    _ => self.receiver(recv),
                };
                let args = args.iter().map(|a| self.forward_argument(a));
                let unwrap = unwrap.as_ref().map(|m| {
                    let (method, args) = (&m.method, &m.args);
                    quote!(.#method(#args))
                });
                let owned = array
                    .filter(|array| array.borrows)
                    .map(|_| quote!(.into_owned()));
                quote!(#recv.#name #generics(#(#args),*) #unwrap #owned)
            }
            Op::Construct {
                rule,
                path,
                args,
                unwrap,
            } => self.forward_construct(*rule, path, args, unwrap.as_ref()),
            Op::Map {
                recvs,
                closure,
                summed,
                derivative: Some(derivative),
                ..
            } => self.forward_batched(recvs, closure, *summed, *derivative),
            Op::Map {
                name,
                recvs,
                closure,
                summed,
                ..
            } => self.forward_map(name, recvs, closure, *summed),
            Op::Tuple(items) => {
                let items = items.iter().map(|o| self.forward_value(o));
                quote!((#(#items,)*))
            }
            Op::Make(made) => self.forward_make(made),
            Op::List { items, vec } => {
                let items: Vec<TokenStream> = items.iter().map(|o| self.forward_value(o)).collect();
                let ad = &self.ad;
                if *vec {
                    quote!(#ad::vec![#(#items),*])
                } else {
                    quote!([#(#items),*])
                }
            }
            Op::Repeat { item, len, vec } => {
                let (item, len, ad) = (self.forward_value(item), tokens_of(len), &self.ad);
                if *vec {
                    quote!(#ad::vec![#item; #len])
                } else {
                    quote!([#item; #len])
                }
            }
            Op::Cast(operand, ty) => {
                let x = self.forward_operand(operand);
                quote!(#x as #ty)
            }
        }
    }

    /// A method's receiver in the forward sweep: methods borrow what they can.
    pub(super) fn receiver(&self, recv: &Operand) -> TokenStream {
        match recv {
            Operand::Place(place, _) => self.source(place),
            Operand::Inactive(v) => {
                let expr = tokens_of(v);
                quote!((#expr))
            }
        }
    }

    /// The receiver of a method that takes it by value.
    fn moved_receiver(&self, recv: &Operand) -> TokenStream {
        match recv {
            Operand::Place(_, Use::Value) => self.forward_value(recv),
            Operand::Inactive(v) if self.is_needed_variable(v) => self.forward_value(recv),
            other => self.receiver(other),
        }
    }

    /// A method's argument in the forward sweep.
    fn forward_argument(&self, arg: &Operand) -> TokenStream {
        match arg {
            Operand::Place(place, Use::Value) => self.source(place),
            other => self.forward_value(other),
        }
    }

    /// The adjoint of a primitive: passes `y_bar` on to its operands.
    pub(super) fn reverse_op(
        &mut self,
        id: StmtId,
        op: &Op,
        shapes: Shapes,
        y_bar: TokenStream,
        float: bool,
        result: &[VarId],
    ) -> TokenStream {
        let ad = self.ad.clone();
        let idle = !operands(op).into_iter().any(|o| is_active(self.body, o));
        if idle && !matches!(op, Op::Call { .. } | Op::Map { .. }) {
            return TokenStream::new();
        }
        if float && self.passed_over.is_none() && self.facts.passed_over.contains(&id) {
            self.passed_over = Some(y_bar.clone());
            let code = self.reverse_op(id, op, shapes, y_bar, float, result);
            self.passed_over = None;
            return code;
        }
        match op {
            Op::Use(operand) => self.pass_on(operand, y_bar),
            Op::Opaque(_) => TokenStream::new(),
            Op::Binary(kind, a, b) if float && a.ty().is_scalar() && b.ty().is_scalar() => {
                self.binary_scalar(*kind, a, b, &y_bar)
            }
            Op::Binary(kind, a, b) => self.binary_any(*kind, a, b, shapes, y_bar),
            Op::Neg(operand) if float => self.pass_on(operand, quote!(-#y_bar)),
            Op::Neg(operand) => match shapes.left {
                Some(residual) => {
                    let code = self.dispatched_neg(operand, residual);
                    self.with_y_bar(&y_bar, false, code)
                }
                None => self.contribute(operand, quote!(#ad::Cotangent::negated(#y_bar))),
            },
            Op::Elementary {
                rule,
                args,
                slope: Some(slope),
                ..
            } => {
                let slope = &self.var(*slope).name;
                let minus = (rule.name == "cos").then(|| quote!(-));
                args.first()
                    .map(|x| self.pass_on(x, quote!(#minus (#y_bar * #slope))))
                    .unwrap_or_default()
            }
            Op::Elementary {
                rule,
                args,
                path,
                name,
                ..
            } => self.elementary(rule, args, path.as_ref(), name, &y_bar, result),
            Op::Sloped { path, args, slopes } => self.reverse_sloped(path, args, slopes, &y_bar),
            Op::Call {
                callee: Callee::Apply(path),
                args,
                ..
            } => self.reverse_apply(path, args, &y_bar),
            Op::Call {
                callee,
                args,
                kept,
                functions,
            } => self.reverse_call(callee, args, kept, functions, id, &y_bar),
            Op::Method {
                rule,
                name,
                recv,
                args,
                ..
            } => {
                let code = self.method(*rule, name, recv, args, shapes);
                self.with_y_bar(&y_bar, float, code)
            }
            Op::Construct { rule, args, .. } => {
                let code = self.reverse_construct(*rule, args);
                self.with_y_bar(&y_bar, false, code)
            }
            Op::Map {
                recvs,
                derivative: Some(derivative),
                ..
            } => self.reverse_batched(recvs, *derivative, &y_bar),
            Op::Map {
                recvs,
                closure,
                summed,
                ..
            } => {
                let code = self.map(recvs, closure, *summed);
                self.with_y_bar(&y_bar, false, code)
            }
            Op::Tuple(items) => {
                let names: Vec<Ident> = (0..items.len())
                    .map(|i| format_ident!("part{}", i, span = proc_macro2::Span::mixed_site()))
                    .collect();
                let contributions = items
                    .iter()
                    .zip(&names)
                    .map(|(o, name)| self.pass_on(o, quote!(#name)));
                quote!(let (#(#names,)*) = #y_bar; #(#contributions)*)
            }
            Op::Make(made) => self.reverse_make(made, &y_bar),
            Op::List { items, vec } => {
                let parts = own("parts");
                let contributions = items.iter().enumerate().map(|(i, o)| {
                    let i = syn::Index::from(i);
                    self.contribute(o, quote!(#ad::Cotangent::take(&mut #parts[#i])))
                });
                let used_up = vec.then(|| quote!(#ad::used_up(#parts);));
                // A memoryless zero has no parts.
                quote!({ let mut #parts = #y_bar; if !#ad::Cotangent::is_zero(&#parts) { #(#contributions)* #used_up } })
            }
            Op::Repeat {
                item, vec: true, ..
            } => {
                let (parts, part) = (own("parts"), own("part"));
                let taken = if *item.ty() == Ty::Float {
                    quote!(*#part)
                } else {
                    quote!(#ad::Cotangent::take(#part))
                };
                let contribution = self.contribute(item, taken);
                quote!({ let mut #parts = #y_bar; for #part in &mut #parts { #contribution } #ad::used_up(#parts); })
            }
            Op::Repeat { item, .. } => {
                let part = own("part");
                let contribution = self.contribute(item, quote!(#part));
                quote!({ for #part in #ad::IntoIterator::into_iter(#y_bar) { #contribution } })
            }
            Op::Cast(operand, _) => {
                // Between `f32` and `f64`.
                let Operand::Place(place, _) = operand else {
                    return TokenStream::new();
                };
                let mut bar = self.bar_place(place).0;
                // What is lent for a closure's parameter of an unknown type is a reference, if anything.
                let lent = self.gated.contains(&place.root)
                    && place.proj.is_empty()
                    && place.ty == Ty::Unknown;
                if lent {
                    bar = quote!((*#bar));
                }
                let part = own("part");
                let contribution = self.contribute(operand, quote!(#part));
                let cast = quote!({ let #part = #ad::cast_like(&#bar, #y_bar); #contribution });
                match self.gate(place).filter(|_| lent) {
                    Some(gate) => quote!(if #gate #cast),
                    None => cast,
                }
            }
        }
    }

    /// Runs `code` with the cotangent bound to `y_bar`, unless that is zero.
    fn with_y_bar(&self, y_bar: &TokenStream, float: bool, code: TokenStream) -> TokenStream {
        let (ad, name) = (&self.ad, own("bar"));
        if code.is_empty() {
            TokenStream::new()
        } else if float {
            quote!({ let #name = #y_bar; #code })
        } else {
            let used_up = is_only_lent(&code, &name).then(|| quote!(#ad::used_up(#name);));
            quote!({ let #name = #y_bar; if !#ad::Cotangent::is_zero(&#name) { #code #used_up } })
        }
    }

    fn binary_any(
        &self,
        kind: BinOp,
        a: &Operand,
        b: &Operand,
        shapes: Shapes,
        value: TokenStream,
    ) -> TokenStream {
        let ad = &self.ad;
        let y_bar = own("bar");
        if crate::ir::is_dispatched(a.ty(), b.ty()) {
            let code = self.dispatched(kind, a, b, shapes.left);
            return self.with_y_bar(&value, false, code);
        }
        let (left, right) = (is_active(self.body, a), is_active(self.body, b));
        let (x, y) = (self.value_operand(a), self.value_operand(b));
        let both = left && right;
        let passed = if both {
            quote!(#ad::Cotangent::__copied(&#y_bar))
        } else {
            quote!(#y_bar)
        };
        let (a_bar, b_bar) = match kind {
            BinOp::Add => (passed, quote!(#y_bar)),
            BinOp::Sub => (passed, quote!(#ad::Cotangent::negated(#y_bar))),
            // Whoever reads it last works in its memory.
            BinOp::Mul => (
                if right {
                    quote!(#ad::times(&#y_bar, &#y))
                } else {
                    quote!(#ad::into_times(#y_bar, &#y))
                },
                quote!(#ad::into_times(#y_bar, &#x)),
            ),
            BinOp::Div => (
                if right {
                    quote!(#ad::over(&#y_bar, &#y))
                } else {
                    quote!(#ad::into_over(#y_bar, &#y))
                },
                quote!(#ad::Cotangent::negated(#ad::into_over(#ad::into_over(#ad::into_times(#y_bar, &#x), &#y), &#y))),
            ),
            BinOp::Rem => (
                quote!(#ad::rem_vjp(#x, #y, #y_bar).0),
                quote!(#ad::rem_vjp(#x, #y, #y_bar).1),
            ),
        };
        let first = if left {
            self.reduced(a, shapes.left, a_bar)
        } else {
            TokenStream::new()
        };
        let second = if right {
            self.reduced(b, shapes.right, b_bar)
        } else {
            TokenStream::new()
        };
        self.with_y_bar(&value, false, quote!(#first #second))
    }

    fn method(
        &self,
        rule: Method,
        name: &Ident,
        recv: &Operand,
        args: &[Operand],
        shapes: Shapes,
    ) -> TokenStream {
        let ad = &self.ad;
        let y_bar = own("bar");
        let shape = shapes.left.map(|id| {
            let name = &self.var(id).name;
            quote!(&#name)
        });
        let vjp = format_ident!("{}_vjp", name, span = proc_macro2::Span::call_site());
        let recv_active = is_active(self.body, recv);
        match rule {
            Method::Copy => self.contribute(recv, quote!(#y_bar)),
            Method::Unwrap => self.contribute(recv, quote!(#ad::Some(#y_bar))),
            // Without a shape only the other value carries a derivative.
            Method::UnwrapOr => {
                let given = self.contribute(recv, quote!(#ad::Some(#y_bar)));
                let other = args
                    .first()
                    .map(|other| self.contribute(other, quote!(#y_bar)));
                match shape {
                    Some(shape) => {
                        quote!(if #ad::Option::is_some(#shape) { #given } else { #other })
                    }
                    None => {
                        let recv = self.value_operand(recv);
                        quote!(if #ad::is_absent(&#recv) { #other })
                    }
                }
            }
            Method::ByShape if recv_active => {
                self.contribute(recv, quote!(#ad::rules::#vjp(#shape, #y_bar)))
            }
            Method::ByShapeArgs if recv_active => {
                let axis = args.iter().map(|a| self.value_operand(a));
                self.contribute(recv, quote!(#ad::rules::#vjp(#shape #(, #axis)*, &#y_bar)))
            }
            Method::ByValues => {
                let values: Vec<TokenStream> = args.iter().map(|a| self.borrowed(a)).collect();
                let receiver = self.value_operand(recv);
                let mut tokens = TokenStream::new();
                for (i, operand) in std::iter::once(recv).chain(args).enumerate() {
                    if is_active(self.body, operand) {
                        let vjp = format_ident!(
                            "{}__vjp_{}",
                            name,
                            i,
                            span = proc_macro2::Span::call_site()
                        );
                        tokens.extend(
                            self.contribute(operand, quote!(#receiver.#vjp(#(#values,)* &#y_bar))),
                        );
                    }
                }
                tokens
            }
            Method::ByShape | Method::ByShapeArgs => TokenStream::new(),
        }
    }

    /// An argument as a reference, in the reverse sweep.
    fn borrowed(&self, arg: &Operand) -> TokenStream {
        match arg {
            Operand::Place(place, _) => {
                let value = self.primal(place);
                quote!(&#value)
            }
            Operand::Inactive(v) => {
                let expr = tokens_of(v);
                if matches!(v.expr, syn::Expr::Reference(_)) {
                    expr
                } else {
                    quote!(&(#expr))
                }
            }
        }
    }
}

/// Whether `name` stands behind `&` wherever it is named, so that its value is still there at the end.
fn is_only_lent(code: &TokenStream, name: &Ident) -> bool {
    let mut lent = false;
    code.clone().into_iter().all(|token| {
        let was_lent = lent;
        lent = matches!(&token, TokenTree::Punct(p) if p.as_char() == '&');
        match token {
            TokenTree::Ident(ident) => ident != *name || was_lent,
            TokenTree::Group(group) => is_only_lent(&group.stream(), name),
            _ => true,
        }
    })
}
